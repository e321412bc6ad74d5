import { parseJson } from '@gateway/protocols';
import type { Json } from '@gateway/spec';

/** A body as callers have it: text, UTF-8 bytes, or JSON that is parsed already. */
export type WireText = string | Uint8Array | Json;

/**
 * Reads a body as JSON.
 *
 * @returns a parsed body as it is
 * @throws `GatewayError` `invalid_request` when text or bytes are not JSON
 */
export function toJson(body: WireText): Json {
  if (body instanceof Uint8Array) return parseJson(new TextDecoder().decode(body));
  return typeof body === 'string' ? parseJson(body) : body;
}

/**
 * Reads a body as text.
 *
 * @throws never
 */
export function toText(body: WireText): string {
  if (body instanceof Uint8Array) return new TextDecoder().decode(body);
  return typeof body === 'string' ? body : JSON.stringify(body);
}
