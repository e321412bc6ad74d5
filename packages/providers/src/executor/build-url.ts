import { GatewayError, type ProviderEndpoint } from '@gateway/spec';

/** What an address is made of. */
export interface UrlParts {
  /** Base address, with or without a trailing slash; may hold query parameters of its own. */
  readonly baseUrl: string;
  readonly endpoint: ProviderEndpoint;
  /** Model id as the upstream knows it. */
  readonly model: string;
  readonly query?: Readonly<Record<string, string>>;
}

const parseBase = (baseUrl: string): URL => {
  if (URL.canParse(baseUrl)) return new URL(baseUrl);
  const message = 'The base address of the upstream is not a URL.';
  throw new GatewayError({ code: 'egress_denied', message });
};

/** `.` and `..` survive every encoding as steps of a path, so they can be no segment of one. */
const encodeModel = (model: string): string => {
  if (/^\.{1,2}$/.test(model)) {
    const message = 'The name of the model is not allowed.';
    throw new GatewayError({ code: 'invalid_request', message, param: 'model' });
  }
  return encodeURIComponent(model);
};

/** Operators write base addresses with and without the version; it must not come twice. */
const dropRepeatedVersion = (basePath: string, path: string): string => {
  const version = /^\/(v\d+(?:alpha|beta)?\d*)(?=\/)/.exec(path)?.[1];
  return version !== undefined && basePath.endsWith(`/${version}`)
    ? path.slice(version.length + 1)
    : path;
};

/**
 * Builds the address of one operation.
 *
 * @returns an absolute address without fragment
 * @throws `GatewayError` `egress_denied` when the base is no URL; `invalid_request` when the model
 * cannot stand in a path that needs it
 * @example
 * buildUrl({
 *   baseUrl: 'https://api.example.com/v1/',
 *   endpoint: { dialect: 'openai-chat', method: 'POST', path: '/chat/completions' },
 *   model: 'm',
 * }); // 'https://api.example.com/v1/chat/completions'
 */
export function buildUrl(parts: UrlParts): string {
  const url = parseBase(parts.baseUrl);
  const basePath = url.pathname.replace(/\/+$/, '');
  const path = parts.endpoint.path.replace('{model}', () => encodeModel(parts.model));
  url.pathname = basePath + dropRepeatedVersion(basePath, path);
  url.hash = '';
  for (const [name, value] of Object.entries(parts.query ?? {})) url.searchParams.set(name, value);
  return url.href;
}
