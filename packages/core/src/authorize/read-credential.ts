import type { Headers } from '@gateway/spec';

/** Headers that carry a key as it is; `authorization` carries it after `Bearer `. */
const keyHeaders = ['x-api-key', 'x-goog-api-key'] as const;

/**
 * Finds the API key of a call. SDKs differ in the header they use, and some use another one than
 * their own documentation says, so every header is accepted on every route.
 *
 * @returns the key; `undefined` where no header carries one
 * @throws never
 */
export function readCredential(headers: Headers): string | undefined {
  const bearer = /^bearer\s+(\S+)\s*$/i.exec(first(headers['authorization']))?.[1];
  if (bearer !== undefined) return bearer;
  return keyHeaders.map((name) => first(headers[name]).trim()).find((key) => key !== '');
}

function first(value: string | readonly string[] | undefined): string {
  return (typeof value === 'string' ? value : value?.[0]) ?? '';
}
