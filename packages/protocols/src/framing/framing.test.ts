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

const oddStream = fc
  .array(
    fc.constantFrom(
      'data: ',
      'data:',
      'data',
      'event: a',
      'event:',
      'id: \0',
      'retry: x',
      ': c',
      ':',
      'foo: bar',
      '\n',
      '\r',
      '\r\n',
      '\n\n',
      '\r\r',
      '{"a":1}',
      '[DONE]',
      '\uFEFF',
      '\0',
      '🙂',
      ' ',
    ),
    { maxLength: 16 },
  )
  .map((pieces) => pieces.join(''));

/** Events of whole lines, read line by line as WHATWG HTML §9.2.6 says. */
function readByTheStandard(text: string): WireEvent[] {
  const events: WireEvent[] = [];
  let data: string[] = [];
  let event = '';
  for (const line of text
    .replace(/^\uFEFF/, '')
    .split(/\r\n|\r|\n/)
    .slice(0, -1)) {
    const [, field, value = ''] = /^([^:]*)(?:: ?([^]*))?$/.exec(line) ?? [];
    if (line === '' && data.length > 0) {
      events.push(event === '' ? { data: data.join('\n') } : { event, data: data.join('\n') });
    }
    if (line === '') [data, event] = [[], ''];
    else if (field === '') events.push({ event: ':', data: '' });
    else if (field === 'data') data.push(value);
    else if (field === 'event') event = value;
  }
  return events;
}

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

  it('reads what the standard says among odd lines, NUL and marks in the middle', () => {
    fc.assert(
      fc.property(oddStream, fc.array(fc.nat(200), { maxLength: 5 }), (text, cuts) => {
        fc.pre(!text.startsWith('{'));
        const bytes = bytesOf(text);
        const decoder = createSseDecoder();
        const inside = cuts.map((cut) => cut % (bytes.length + 1));
        const seen = cutAt(bytes, inside).flatMap((piece) => decoder.push(piece));
        const expected = readByTheStandard(text);
        // A carriage return at the very end is a line ending already, which the reading below leaves.
        expect(seen.slice(0, expected.length)).toEqual(expected);
      }),
      { numRuns: 3_000 },
    );
  });

  it('keeps no reference to the bytes it was given', () => {
    const decoder = createSseDecoder();
    const buffer = new Uint8Array(6);
    const push = (text: string) => {
      buffer.set(bytesOf(text));
      return decoder.push(buffer);
    };
    expect([...push('data: '), ...push('{"a":1'), ...push('}\n\n\n\n\n')]).toEqual([
      { data: '{"a":1}' },
    ]);
  });

  it('refuses endless lines, data lines and names before they fill the memory', () => {
    for (const line of ['data: x\n', 'data: x', 'event: x', ': x', 'other']) {
      const decoder = createSseDecoder({ maxFrameBytes: 64 });
      expect(() => {
        for (let count = 0; count < 100; count += 1) decoder.push(bytesOf(line));
      }, line).toThrow(/larger than 64 bytes/);
    }
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

  it('takes a byte order mark for one at the start of the stream only', () => {
    const text = '\uFEFFevent: a\ndata: 1\n\n\uFEFFdata: 2\nevent: b\n\n';
    const { frames } = split([bytesOf(text)]);
    expect(frames.map(({ event, data }) => [event, data])).toEqual([
      ['a', '1'],
      [undefined, ''],
    ]);
  });

  it('keeps frames whole that come byte by byte in a buffer that is used again', () => {
    const buffer = new Uint8Array(1);
    const text = `data: ${'x'.repeat(100_000)}\n\n`;
    const splitter = createSseFrameSplitter();
    const frames = Array.from(bytesOf(text)).flatMap((byte) => {
      buffer[0] = byte;
      return splitter.push(buffer);
    });
    expect(frames.map(({ bytes }) => textOf(bytes))).toEqual([text]);
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

  it('lets no name begin a line of its own', () => {
    const text = encodeSse({ event: 'a\r\n\ndata: forged', data: '{}' });
    expect(decodeIn(createSseDecoder(), [bytesOf(text)])).toEqual([
      { event: 'a data: forged', data: '{}' },
    ]);
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

  it('takes a byte order mark away at the start, also a cut one', () => {
    const pieces = [[0xef], [0xbb, 0xbf], [...bytesOf('{"a":"\uFEFF"}\n')]];
    expect(
      decodeIn(
        createNdjsonDecoder(),
        pieces.map((piece) => Uint8Array.from(piece)),
      ),
    ).toEqual([{ data: '{"a":"\uFEFF"}' }]);
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
