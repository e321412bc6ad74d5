import type { WireEvent } from './wire-event.ts';

/**
 * Writes an event as one line of newline-delimited JSON.
 *
 * @param event - `data` is JSON; line breaks between its tokens become spaces, and inside JSON
 *   strings there are none
 * @throws never
 * @example encodeNdjson({ data: '{"done":true}' }) // '{"done":true}\n'
 */
export function encodeNdjson(event: WireEvent): string {
  return `${event.data.replaceAll(/[\r\n]+/g, ' ')}\n`;
}
