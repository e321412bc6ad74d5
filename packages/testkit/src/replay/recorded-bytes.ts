import type { RecordedResponse } from './fixture.ts';

/**
 * The body of a recorded response as bytes. Event streams and binary bodies are those that were
 * recorded; JSON was recorded as a value and is written anew.
 *
 * @throws never
 */
export function recordedBytes(response: RecordedResponse): Uint8Array {
  const { sse, base64, body } = response;
  if (sse !== undefined) return Uint8Array.from(Buffer.from(sse, 'utf8'));
  if (base64 !== undefined) return Uint8Array.from(Buffer.from(base64, 'base64'));
  return Uint8Array.from(Buffer.from(body === undefined ? '' : JSON.stringify(body), 'utf8'));
}
