import type { WireScript } from './behaviour.ts';
import type { SimulatorChunk } from './wire.ts';

const encoder = new TextEncoder();

/** Turns text into UTF-8. */
export const toBytes = (text: string): Uint8Array => encoder.encode(text);

const toBody = (body: WireScript['body']): { bytes: Uint8Array; mediaType: string } => {
  if (body instanceof Uint8Array) return { bytes: body, mediaType: 'application/octet-stream' };
  if (typeof body === 'string') return { bytes: toBytes(body), mediaType: 'text/plain' };
  const text = body === undefined ? '' : JSON.stringify(body);
  return { bytes: toBytes(text), mediaType: 'application/json' };
};

/** Cuts an event stream after each blank line, so that faults can count its events. */
const toEvents = (sse: string): Uint8Array[] =>
  sse
    .split(/(?<=\r\n\r\n|\n\n|\r\r)/)
    .filter((event) => event !== '')
    .map(toBytes);

/** A scripted response: what to send, and the pauses where the script gives its own. */
export interface ScriptedWire {
  readonly events: readonly Uint8Array[];
  /** Set where the script gives pieces and pauses itself. */
  readonly chunks?: readonly SimulatorChunk[];
  readonly mediaType: string;
}

/**
 * Reads a response that is given byte by byte.
 *
 * @throws never
 */
export function readWireScript(wire: WireScript): ScriptedWire {
  if (wire.chunks) {
    const chunks = wire.chunks.map((chunk) => (typeof chunk === 'string' ? toBytes(chunk) : chunk));
    return { events: [], chunks, mediaType: 'text/event-stream' };
  }
  if (wire.sse !== undefined) {
    return { events: toEvents(wire.sse), mediaType: 'text/event-stream' };
  }
  const { bytes, mediaType } = toBody(wire.body);
  return { events: bytes.length > 0 ? [bytes] : [], mediaType };
}
