import type { WireEvent } from './wire-event.ts';

/** The `event` of a comment, which has no name on the wire. */
export const commentEvent = ':';

/**
 * Writes an event in the form of server-sent events. The `event:` line is written only where the
 * event has a name; an event named `:` becomes a comment. A name cannot hold line breaks, so those
 * become spaces.
 *
 * @throws never
 * @source WHATWG HTML, "Server-sent events" §9.2.5
 * @example encodeSse({ event: 'ping', data: '{}' }) // 'event: ping\ndata: {}\n\n'
 */
export function encodeSse(event: WireEvent): string {
  const lines = event.data.split(/\r\n|\r|\n/);
  if (event.event === commentEvent) {
    return `${lines.map((line) => (line === '' ? ':' : `: ${line}`)).join('\n')}\n\n`;
  }
  const name = event.event === undefined ? '' : `event: ${toOneLine(event.event)}\n`;
  return `${name}${lines.map((line) => `data: ${line}`).join('\n')}\n\n`;
}

/** Names may come from an upstream's JSON; a line break there would begin a field of its own. */
function toOneLine(name: string): string {
  return name.replaceAll(/[\r\n]+/g, ' ');
}
