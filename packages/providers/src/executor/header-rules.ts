/**
 * Headers that only the gateway itself writes: those of the connection, those that decide where a
 * request goes and how it is framed, and the gateway's own name.
 *
 * @source RFC 9110 §7.2 (host), §7.6.1 (connection fields), §10.1.5 (user-agent); RFC 9112 §6
 */
const reserved: ReadonlySet<string> = new Set([
  'accept-encoding',
  'connection',
  'content-encoding',
  'content-length',
  'content-type',
  'expect',
  'host',
  'keep-alive',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'user-agent',
]);

/** Headers of clients that say who they are, or who they pretend to be; never passed on. */
const personal: ReadonlySet<string> = new Set([
  'api-key',
  'authorization',
  'cookie',
  'forwarded',
  'from',
  'origin',
  'referer',
  'set-cookie',
  'true-client-ip',
  'via',
  'x-api-key',
  'x-goog-api-key',
  'x-real-ip',
]);

/**
 * Tells whether a header is the gateway's alone; neither clients nor operators may set it.
 *
 * @param name - lower case
 * @throws never
 */
export function isReservedHeader(name: string): boolean {
  return reserved.has(name) || name.startsWith('proxy-') || name.startsWith('sec-');
}

/**
 * Tells whether a header of a client must not reach an upstream, whatever a provider lists.
 *
 * @param name - lower case
 * @throws never
 */
export function isForbiddenFromClient(name: string): boolean {
  return (
    isReservedHeader(name) ||
    personal.has(name) ||
    name.startsWith('x-forwarded-') ||
    name.startsWith('cf-')
  );
}

/**
 * Tells whether a name and a value can stand in a header. Line breaks and other control characters
 * cannot: they would let a value begin a header, or a request, of its own.
 *
 * @param name - lower case
 * @throws never
 * @source RFC 9110 §5.1, §5.5
 */
export function isSafeHeader(name: string, value: string): boolean {
  return /^[!#$%&'*+\-.^_`|~0-9a-z]+$/.test(name) && /^[\t\x20-\x7e\x80-\xff]*$/.test(value);
}
