import type { GenerateRequest, Headers } from '@gateway/spec';
import type { WireRequest } from '../../codec.ts';
import { formHint, ownNotes } from './wire.ts';

const versionHeader = 'anthropic-version';
const betaHeader = 'anthropic-beta';
const queryPrefix = 'query ';

/** The version sent where the client named none. */
const defaultVersion = '2023-06-01';

const valuesOf = (headers: Headers | undefined, name: string): readonly string[] => {
  const value = headers?.[name];
  return value === undefined ? [] : typeof value === 'string' ? [value] : value;
};

/**
 * Reads the feature flags of `anthropic-beta`.
 *
 * @returns flags in their order; empty where there are none
 * @throws never
 */
export function decodeBetas(headers: Headers | undefined): readonly string[] {
  return valuesOf(headers, betaHeader)
    .flatMap((value) => value.split(','))
    .map((beta) => beta.trim())
    .filter((beta) => beta !== '');
}

/**
 * Notes the version header and the query, which mean something to this dialect only.
 *
 * @throws never
 */
export function addressHints(request: WireRequest): Record<string, string> {
  const hints: Record<string, string> = {};
  const [version] = valuesOf(request.headers, versionHeader);
  if (version !== undefined) hints[versionHeader] = version;
  if (valuesOf(request.headers, betaHeader).some((value) => value.includes(', '))) {
    hints['betas'] = ', ';
  }
  for (const [name, value] of Object.entries(request.query ?? {})) {
    hints[queryPrefix + name] = value;
  }
  return hints;
}

/**
 * Writes the headers that belong to the dialect.
 *
 * @throws never
 */
export function encodeHeaders(request: GenerateRequest): Headers {
  const betas = request.betas ?? [];
  return {
    [versionHeader]: formHint(request, versionHeader) ?? defaultVersion,
    ...(betas.length > 0 && { [betaHeader]: betas.join(formHint(request, 'betas') ?? ',') }),
  };
}

/**
 * Writes the query again that the client of this dialect gave.
 *
 * @throws never
 */
export function encodeQuery(request: GenerateRequest): Pick<WireRequest, 'query'> {
  const query = Object.entries(ownNotes(request)?.form ?? {})
    .filter(([name]) => name.startsWith(queryPrefix))
    .map(([name, value]): [string, string] => [name.slice(queryPrefix.length), value]);
  return query.length === 0 ? {} : { query: Object.fromEntries(query) };
}
