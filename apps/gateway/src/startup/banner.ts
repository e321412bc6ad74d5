import type { FirstKeyDelivery } from './first-key.ts';

/** What the first lines on the screen are made of. */
export interface BannerFacts {
  readonly version: string;
  /** Address of the running server, e.g. `http://127.0.0.1:8317`. */
  readonly url: string;
  /** Names of the configured providers. */
  readonly providers: readonly string[];
  /** A model that a first request may ask for; absent = none is known. */
  readonly exampleModel?: string;
  readonly isDemo: boolean;
  /** Set when this start made the first key, or its file is still there. */
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
    ...exampleLines(facts),
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
  if (firstKey?.kind === 'file') return [`The first API key is in ${firstKey.path}`];
  return ['Calls need one of your API keys: below, put it into GATEWAY_API_KEY.'];
}

function exampleLines(facts: BannerFacts): string[] {
  const { url, exampleModel, firstKey } = facts;
  const key = keyExpression(firstKey);
  if (exampleModel !== undefined) return ['Try it:', '', ...curlLines(facts, exampleModel)];
  return ['See what there is:', '', `  curl ${url}/v1/models -H "Authorization: Bearer ${key}"`];
}

function curlLines({ url, firstKey }: BannerFacts, exampleModel: string): string[] {
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
