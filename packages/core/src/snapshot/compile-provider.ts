import { isReservedHeader, isSafeHeader } from '@gateway/providers';
import type { ProviderDefinition } from '@gateway/spec';
import type { ProviderConfig } from '../config/gateway-config.ts';
import { suggestWord } from '../config/suggest-word.ts';
import type { CompileOptions, IssueList } from './compile.ts';
import { Secret } from './secret.ts';
import type { SnapshotProvider, SnapshotTimeouts } from './snapshot.ts';

/** A provider as the configuration gives it. */
export interface ProviderInput {
  readonly name: string;
  readonly provider: ProviderConfig;
  /** What holds where the provider says nothing. */
  readonly timeouts: SnapshotTimeouts;
}

/**
 * Makes a provider ready for use.
 *
 * @returns `undefined` when something is wrong, which is then in `issues`
 * @throws never
 */
export function compileProvider(
  input: ProviderInput,
  options: CompileOptions,
  issues: IssueList,
): SnapshotProvider | undefined {
  const { name, provider } = input;
  const definition = findDefinition(input, options, issues);
  const baseUrl = definition && findBaseUrl(input, definition, { options, issues });
  if (!definition || baseUrl === undefined) return undefined;
  const apiKey = provider.apiKey ?? firstSet(definition.environment?.apiKey, options);
  if (apiKey === undefined && definition.auth.kind === 'header') {
    const message = `No API key is given; most servers refuse requests without one.${variableHint(definition)}`;
    issues.warnings.push({ path: ['providers', name, 'apiKey'], message });
  }
  if (apiKey !== undefined && !isSafeCredential(apiKey)) {
    const message = `The API key holds characters that no header can carry, e.g. a line break.${variableHint(definition)}`;
    issues.errors.push({ path: ['providers', name, 'apiKey'], message });
  }
  checkHeaders(input, { definition, hasKey: apiKey !== undefined }, issues);
  return {
    name,
    definition,
    ...(apiKey !== undefined && { apiKey: new Secret(apiKey) }),
    baseUrl: baseUrl.replace(/\/+$/, ''),
    headers: lowerCaseNames(provider.headers),
    privateOrigins: mayBePrivate(input, definition, options) ? [new URL(baseUrl).origin] : [],
    ...(provider.models && { models: [...provider.models] }),
    timeouts: { ...input.timeouts, ...provider.timeouts },
  };
}

/** Letters beyond ASCII arrive as others, or not at all. */
function isSafeCredential(apiKey: string): boolean {
  return isSafeHeader('x', apiKey) && /^[\x20-\x7e]*$/.test(apiKey);
}

function findDefinition(
  { name, provider }: ProviderInput,
  { registry }: CompileOptions,
  issues: IssueList,
): ProviderDefinition | undefined {
  const vendor = provider.vendor ?? name;
  const found = registry.find(({ id }) => id === vendor);
  if (found) return found;
  const known = registry.map(({ id }) => id);
  const suggestion = suggestWord(vendor, known);
  issues.errors.push({
    path: provider.vendor === undefined ? ['providers', name] : ['providers', name, 'vendor'],
    message: `There is no vendor "${vendor}"; known are ${known.join(', ')}.`,
    ...(suggestion !== undefined && { suggestion }),
  });
  return undefined;
}

function findBaseUrl(
  { name, provider }: ProviderInput,
  definition: ProviderDefinition,
  { options, issues }: { options: CompileOptions; issues: IssueList },
): string | undefined {
  const fromEnv = firstSet(definition.environment?.baseUrl, options);
  const baseUrl = provider.baseUrl ?? fromEnv ?? definition.baseUrl;
  const path = ['providers', name, 'baseUrl'];
  if (baseUrl === undefined) {
    const message = `The vendor "${definition.id}" has no address of its own; give one.`;
    issues.errors.push({ path, message });
    return undefined;
  }
  const problem = problemOf(URL.parse(baseUrl));
  if (problem === undefined) return baseUrl;
  issues.errors.push({ path, message: problem });
  return undefined;
}

function problemOf(url: URL | null): string | undefined {
  if (!url || !/^https?:$/.test(url.protocol)) return 'The address must be an http or https URL.';
  return url.username !== '' || url.password !== ''
    ? 'The address must not hold a user name or password.'
    : undefined;
}

/**
 * What is the gateway's own to write would fail every request; it is said once, here.
 */
function checkHeaders(
  { name, provider }: ProviderInput,
  { definition, hasKey }: { definition: ProviderDefinition; hasKey: boolean },
  issues: IssueList,
): void {
  const { auth } = definition;
  for (const [header, value] of Object.entries(provider.headers ?? {})) {
    const path = ['providers', name, 'headers', header];
    const lower = header.toLowerCase();
    if (isReservedHeader(lower)) {
      issues.errors.push({ path, message: 'Only the gateway itself may write this header.' });
    } else if (!isSafeHeader(lower, value)) {
      const message = 'The header holds characters that are not allowed, e.g. a line break.';
      issues.errors.push({ path, message });
    } else if (hasKey && auth.kind === 'header' && auth.header === lower) {
      const message = 'This header carries the API key; give the key as "apiKey" only.';
      issues.errors.push({ path, message });
    }
  }
}

/**
 * An address that the operator wrote, in the file or the environment, may be private unless they
 * say otherwise; the vendor's own may not.
 */
function mayBePrivate(
  { provider }: ProviderInput,
  definition: ProviderDefinition,
  options: CompileOptions,
): boolean {
  if (provider.allowPrivate !== undefined) return provider.allowPrivate;
  return (
    provider.baseUrl !== undefined ||
    firstSet(definition.environment?.baseUrl, options) !== undefined
  );
}

function firstSet(names: readonly string[] = [], { env = {} }: CompileOptions): string | undefined {
  return names.map((name) => env[name]).find((value) => value !== undefined && value !== '');
}

function variableHint({ environment }: ProviderDefinition): string {
  const [name] = environment?.apiKey ?? [];
  return name === undefined ? '' : ` Set it here or in ${name}.`;
}

function lowerCaseNames(headers: Readonly<Record<string, string>> = {}): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]),
  );
}
