import type { FirstKeyDelivery } from './first-key.ts';

/** What the first lines on the screen are made of. */
export interface BannerFacts {
  readonly version: string;
  /** Address of the running server, e.g. `http://127.0.0.1:8317`. */
  readonly url: string;
  /** Names of the configured providers. */
  readonly providers: readonly string[];
  /** A model that a first request may ask for. */
  readonly exampleModel: string;
  readonly isDemo: boolean;
  /** Set when this start made the first key. */
  readonly firstKey?: FirstKeyDelivery;
}

/**
 * Writes the lines a person sees at start, with a command that works as it stands.
 *
 * @throws never
 */
export function renderBanner(facts: BannerFacts): string {
  return [
    `Gateway ${facts.version} listens on ${facts.url}`,
    facts.isDemo ? demoLine : `Providers: ${facts.providers.join(', ')}`,
    ...keyLines(facts.firstKey),
    'Try it:',
    '',
    ...curlLines(facts),
    '',
  ].join('\n');
}

const demoLine =
  'No provider is configured, so the models demo/… answer from a built-in SIMULATOR: no real model,\n' +
  'no cost. Set a key such as OPENAI_API_KEY or ANTHROPIC_API_KEY and start again for real ones.';

function keyLines(firstKey: FirstKeyDelivery | undefined): string[] {
  if (firstKey?.kind === 'terminal') {
    return ['', `Your API key, shown only this once:  ${firstKey.key}`, ''];
  }
  if (firstKey?.kind === 'file') return [`The first API key was written to ${firstKey.path}`];
  return [];
}

function curlLines({ url, exampleModel, firstKey }: BannerFacts): string[] {
  const body = { model: exampleModel, messages: [{ role: 'user', content: 'Hello' }] };
  return [
    `  curl ${url}/v1/chat/completions \\`,
    `    -H "Authorization: Bearer ${keyExpression(firstKey)}" \\`,
    '    -H "Content-Type: application/json" \\',
    `    -d '${JSON.stringify(body)}'`,
  ];
}

function keyExpression(firstKey: FirstKeyDelivery | undefined): string {
  if (firstKey?.kind === 'terminal') return firstKey.key;
  if (firstKey?.kind === 'file') return `$(cat ${firstKey.path})`;
  return '$GATEWAY_API_KEY';
}
