import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { concatBytes } from '../bytes/concat-bytes.ts';
import { encodeNdjson } from './encode-ndjson.ts';
import { encodeSse } from './encode-sse.ts';
import { createNdjsonDecoder } from './ndjson-decoder.ts';
import { createSseDecoder } from './sse-decoder.ts';
import { createSseFrameSplitter } from './sse-frame-splitter.ts';
import type { FrameDecoder, WireEvent } from './wire-event.ts';

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
const textOf = (bytes: Uint8Array): string =>
  new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);

function decodeIn(decoder: FrameDecoder, pieces: readonly Uint8Array[]): WireEvent[] {
  return [...pieces.flatMap((piece) => decoder.push(piece)), ...decoder.end()];
}

function cutAt(bytes: Uint8Array, cuts: readonly number[]): Uint8Array[] {
  const edges = [0, ...cuts.toSorted((a, b) => a - b), bytes.length];
  return edges.slice(1).map((end, index) => bytes.subarray(edges[index], end));
}

/** Streams with every line ending, comments, odd spacing and characters of one to four bytes. */
const payload = fc.string({
  unit: fc.constantFrom('a', '"', '{', '}', ':', ' ', 'é', '€', '🙂', '\\'),
  maxLength: 12,
});
const lineEnd = fc.constantFrom('\n', '\r\n', '\r');
const line = fc.oneof(
  payload.map((text) => `data: ${text}`),
  payload.map((text) => `data:${text}`),
  fc.constantFrom('event: ping', 'event:x', ': comment', ':', 'id: 7', 'retry: 10', 'nonsense'),
);
const stream = fc
  .tuple(
    fc.constantFrom('', '\uFEFF'),
    fc.array(fc.tuple(fc.oneof({ weight: 2, arbitrary: line }, fc.constant('')), lineEnd), {
      maxLength: 14,
    }),
    fc.constantFrom('', 'data: {"cut":tr', 'data: {"whole":true}'),
  )
  .map(([mark, lines, tail]) => mark + lines.map(([text, end]) => text + end).join('') + tail);

describe('createSseDecoder', () => {
  it('reads names, several data lines, comments and every line ending', () => {
    const text =
      '\uFEFF: hello\n\nevent: a\r\ndata: 1\r\ndata: 2\r\n\r\ndata:x\revent:late\r\rdata: [DONE]\n\n';
    expect(decodeIn(createSseDecoder(), [bytesOf(text)])).toEqual([
      { event: ':', data: '' },
      { event: 'a', data: '1\n2' },
      { event: 'late', data: 'x' },
      { data: '[DONE]' },
    ]);
  });

  it('gives the same events however the bytes are cut', () => {
    fc.assert(
      fc.property(stream, (text) => {
        const bytes = bytesOf(text);
        const whole = decodeIn(createSseDecoder(), [bytes]);
        for (let cut = 0; cut <= bytes.length; cut++) {
          expect(decodeIn(createSseDecoder(), cutAt(bytes, [cut]))).toEqual(whole);
        }
        const single = Array.from(bytes, (_, index) => bytes.subarray(index, index + 1));
        expect(decodeIn(createSseDecoder(), single)).toEqual(whole);
      }),
    );
  });

  it('delivers a last event without its blank line only if its payload is whole', () => {
    const end = (text: string): WireEvent[] => decodeIn(createSseDecoder(), [bytesOf(text)]);
    expect(end('data: {"a":1}')).toEqual([{ data: '{"a":1}' }]);
    expect(end('data: {"a":1}\n')).toEqual([{ data: '{"a":1}' }]);
    expect(end('data: [DONE]')).toEqual([{ data: '[DONE]' }]);
    expect(end('data: {"a":1')).toEqual([]);
    expect(end('data: 12')).toEqual([]);
    expect(end('data: [DON')).toEqual([]);
  });

  it('reads newline-delimited JSON that is sent in place of events', () => {
    expect(decodeIn(createSseDecoder(), [bytesOf('{"a":1}\n{"b":2}')])).toEqual([
      { data: '{"a":1}' },
      { data: '{"b":2}' },
    ]);
  });

  it('refuses an event over the cap, finished or not', () => {
    const big = `data: "${'x'.repeat(100)}"`;
    for (const text of [big, `${big}\n\n`]) {
      const decoder = createSseDecoder({ maxFrameBytes: 64 });
      expect(() => decoder.push(bytesOf(text))).toThrow(/larger than 64 bytes/);
    }
    const pieces = createSseDecoder({ maxFrameBytes: 64 });
    expect(() => {
      for (const byte of bytesOf(big)) pieces.push(Uint8Array.of(byte));
    }).toThrow(expect.objectContaining({ code: 'upstream_invalid_response' }));
  });
});

describe('createSseFrameSplitter', () => {
  const split = (pieces: readonly Uint8Array[]) => {
    const splitter = createSseFrameSplitter();
    const frames = pieces.flatMap((piece) => splitter.push(piece));
    return { frames, rest: splitter.end().rest };
  };

  it('keeps every byte and makes the same frames however the bytes are cut', () => {
    fc.assert(
      fc.property(stream, (text) => {
        const bytes = bytesOf(text);
        const whole = split([bytes]);
        for (let cut = 0; cut <= bytes.length; cut++) {
          const { frames, rest } = split(cutAt(bytes, [cut]));
          expect(textOf(concatBytes([...frames.map((frame) => frame.bytes), rest]))).toBe(text);
          expect(frames.map((frame) => textOf(frame.bytes))).toEqual(
            whole.frames.map((frame) => textOf(frame.bytes)),
          );
        }
      }),
    );
  });

  it('finds the payloads the decoder finds', () => {
    fc.assert(
      fc.property(stream, (text) => {
        const bytes = bytesOf(`${text}\n\n\n`);
        const named = (events: readonly WireEvent[]) =>
          events.filter((event) => event.data !== '').map(({ event, data }) => ({ event, data }));
        expect(named(split([bytes]).frames)).toEqual(named(decodeIn(createSseDecoder(), [bytes])));
      }),
    );
  });

  it('copies what it keeps, so that callers may use their buffer again', () => {
    const splitter = createSseFrameSplitter();
    const buffer = bytesOf('data: 1');
    splitter.push(buffer);
    buffer.fill(0);
    expect(splitter.push(bytesOf('\n\n')).map((frame) => frame.data)).toEqual(['1']);
  });

  it('refuses a frame over the cap', () => {
    const splitter = createSseFrameSplitter({ maxFrameBytes: 8 });
    expect(() => splitter.push(bytesOf('data: 123456789'))).toThrow(/larger than 8 bytes/);
  });
});

describe('encodeSse', () => {
  it('is read back by the decoder', () => {
    const event = fc.record({
      event: fc.constantFrom(undefined, 'ping', 'message_start'),
      data: payload.map((text) => `${text}\n${text}`),
    });
    fc.assert(
      fc.property(fc.array(event), (events) => {
        const text = events.map(encodeSse).join('');
        const seen = decodeIn(createSseDecoder(), [bytesOf(text)]);
        expect(seen.map(({ event: name, data }) => ({ event: name, data }))).toEqual(events);
      }),
    );
  });

  it('writes comments without a name', () => {
    expect(encodeSse({ event: ':', data: 'ka' })).toBe(': ka\n\n');
    expect(encodeSse({ event: ':', data: '' })).toBe(':\n\n');
    expect(encodeSse({ event: 'ping', data: '{}' })).toBe('event: ping\ndata: {}\n\n');
  });
});

describe('NDJSON', () => {
  it('gives the same lines however the bytes are cut', () => {
    const value = fc.jsonValue().map((json) => JSON.stringify({ json }));
    fc.assert(
      fc.property(fc.array(value), fc.array(fc.nat(400)), (lines, cuts) => {
        const bytes = bytesOf(lines.map((data) => encodeNdjson({ data })).join('\r\n'));
        const inside = cuts.filter((cut) => cut <= bytes.length);
        expect(decodeIn(createNdjsonDecoder(), cutAt(bytes, inside))).toEqual(
          lines.map((data) => ({ data })),
        );
      }),
    );
  });

  it('delivers a last line without its line feed only if it is whole', () => {
    expect(decodeIn(createNdjsonDecoder(), [bytesOf('{"a":1}\n{"b":2}')])).toHaveLength(2);
    expect(decodeIn(createNdjsonDecoder(), [bytesOf('{"a":1}\n{"b":')])).toHaveLength(1);
  });

  it('refuses a line over the cap', () => {
    const decoder = createNdjsonDecoder({ maxFrameBytes: 8 });
    expect(() => decoder.push(bytesOf('{"a":"123456"}\n'))).toThrow(/larger than 8 bytes/);
    expect(() => createNdjsonDecoder({ maxFrameBytes: 8 }).push(bytesOf('{"a":"123'))).toThrow();
  });

  it('writes pretty-printed JSON on one line', () => {
    expect(encodeNdjson({ data: '{\n "a": 1\r\n}' })).toBe('{  "a": 1 }\n');
  });
});
