import { GatewayError, type Headers, type ProviderDefinition } from '@gateway/spec';
import { isForbiddenFromClient, isReservedHeader, isSafeHeader } from './header-rules.ts';

/** Where the headers of a request come from, the later ones winning over the earlier. */
export interface HeaderParts {
  readonly provider: ProviderDefinition;
  /** Headers of the client; only those the provider lists as passing are taken. */
  readonly clientHeaders?: Headers | undefined;
  /** Headers that belong to the translated request, e.g. `anthropic-beta`. */
  readonly requestHeaders?: Headers | undefined;
  /** Headers that the operator set for this connection. */
  readonly connectionHeaders?: Readonly<Record<string, string>> | undefined;
  readonly apiKey?: string | undefined;
  /** Headers of the gateway itself. */
  readonly own: Readonly<Record<string, string>>;
}

type Fields = Record<string, string | readonly string[]>;

const unsafe = (name: string, whose: string): GatewayError => {
  // The name may hold the very characters that are refused; only what is harmless is repeated.
  const shown = name.replace(/[^a-z0-9-]/gi, '?').slice(0, 64);
  return new GatewayError({
    code: whose === 'client' ? 'invalid_request' : 'internal',
    message: `The header ${shown} of the ${whose} holds characters that are not allowed.`,
  });
};

const checkValue = (name: string, value: string | readonly string[], whose: string): void => {
  for (const one of typeof value === 'string' ? [value] : value) {
    if (!isSafeHeader(name, one)) throw unsafe(name, whose);
  }
};

const takeFromClient = (fields: Fields, headers: Headers, passes: (name: string) => boolean) => {
  for (const [original, value] of Object.entries(headers)) {
    const name = original.toLowerCase();
    if (isForbiddenFromClient(name) || !passes(name)) continue;
    checkValue(name, value, 'client');
    fields[name] = value;
  }
};

const takeFromOperator = (fields: Fields, headers: Readonly<Record<string, string>>) => {
  for (const [original, value] of Object.entries(headers)) {
    const name = original.toLowerCase();
    if (isReservedHeader(name)) {
      const message = `The connection sets the header ${name}, which is the gateway's alone.`;
      throw new GatewayError({ code: 'internal', message });
    }
    checkValue(name, value, 'connection');
    fields[name] = value;
  }
};

const takeCredential = (fields: Fields, provider: ProviderDefinition, apiKey: string) => {
  if (provider.auth.kind !== 'header') return;
  const { header, prefix } = provider.auth;
  if (!isSafeHeader(header, prefix + apiKey)) {
    const message = 'The credential of this connection holds characters that are not allowed.';
    throw new GatewayError({ code: 'upstream_credential_rejected', message });
  }
  fields[header] = prefix + apiKey;
};

/**
 * Builds the headers of an upstream request.
 *
 * @returns lower-case names
 * @throws `GatewayError` `invalid_request` or `internal` for a header with a line break, from the
 * client or the operator; `upstream_credential_rejected` for such a key
 */
export function buildHeaders(parts: HeaderParts): Headers {
  const { provider } = parts;
  const fields: Fields = { ...provider.headers };
  const passing = new Set(provider.passHeaders);
  takeFromClient(fields, parts.clientHeaders ?? {}, (name) => passing.has(name));
  takeFromClient(fields, parts.requestHeaders ?? {}, () => true);
  takeFromOperator(fields, parts.connectionHeaders ?? {});
  if (parts.apiKey !== undefined && parts.apiKey !== '') {
    takeCredential(fields, provider, parts.apiKey);
  }
  return { ...fields, ...parts.own };
}
