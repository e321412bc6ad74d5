import type { WireEvent } from '@gateway/protocols';
import type { JsonObject, StreamEvent } from '@gateway/spec';
import { describe, expect, it } from 'vitest';
import { foldStream } from '../../fold-stream.ts';
import { decodeResponse } from './response-decode.ts';
import { encodeResponse } from './response-encode.ts';
import { accumulate } from '../../../test/anthropic-messages/accumulate.ts';
import { checkLifecycle } from '../../../test/anthropic-messages/check-lifecycle.ts';
import {
  answerContext,
  foreignExchange,
  nativeExchange,
  recordedStreams,
} from '../../../test/anthropic-messages/fixtures.ts';
import {
  createSeededRandom,
  decodeAll,
  deframe,
  encodeAll,
  toBytes,
} from '../../../test/anthropic-messages/run-stream.ts';

/** Streams up to this size are cut at every byte, larger ones at a sample. */
const smallBytes = 20_000;

const torn = (name: string): boolean => name.includes('spliced-message-start');
const whole = recordedStreams.filter(({ name }) => !torn(name));

const decodeText = (sse: string): StreamEvent[] =>
  decodeAll(deframe([toBytes(sse)]), answerContext());

const isTerminal = ({ type }: StreamEvent): boolean => type === 'finish' || type === 'error';

describe('recorded streams', () => {
  it('are there', () => {
    expect(recordedStreams.length).toBeGreaterThan(30);
  });

  it.each(recordedStreams)('$name gives the same events however it is cut', ({ sse }) => {
    const bytes = toBytes(sse);
    const expected = decodeText(sse);
    if (bytes.length <= smallBytes) {
      const single = Array.from(bytes, (_, at) => bytes.subarray(at, at + 1));
      expect(decodeAll(deframe(single), answerContext())).toStrictEqual(expected);
    }
    const random = createSeededRandom(bytes.length);
    const pieces: Uint8Array[] = [];
    for (let at = 0; at < bytes.length; ) {
      const end = at + 1 + Math.floor(random() * 97);
      pieces.push(bytes.subarray(at, end));
      at = end;
    }
    expect(decodeAll(deframe(pieces), answerContext())).toStrictEqual(expected);
  });

  it.each(whole)('$name ends by the finish rule wherever it is cut short', ({ sse }) => {
    const bytes = toBytes(sse);
    for (const cut of chooseCuts(bytes)) {
      const events = deframe([bytes.subarray(0, cut)]);
      const decoded = terminalsOf(events);
      expect(decoded.length).toBe(1);
      expect(decoded[0]).toBe(events.some(holdsFinishFact) ? 'finish' : 'error');
    }
  });

  it.each(whole)('$name folds to what the stream says', ({ sse }) => {
    const { message } = accumulate(deframe([toBytes(sse)]).filter(({ data }) => data !== ''));
    const options = answerContext({ ...nativeExchange, requestedModel: String(message['model']) });
    const folded = foldStream(decodeText(sse));
    if (!folded.ok) throw new Error(folded.error.message);
    const expected = decodeResponse(message, options);
    expect(meaning(folded.response)).toStrictEqual(meaning(expected));
    expect(encodeResponse(folded.response, options)).toStrictEqual(
      encodeResponse(expected, options),
    );
  });

  it.each(whole)('$name written again keeps the grammar and says the same', ({ sse }) => {
    const events = deframe([toBytes(sse)]);
    const options = answerContext({ ...nativeExchange, requestedModel: modelOf(events) });
    const written = encodeAll(decodeAll(events, options), options);
    checkLifecycle(written);
    const [before, after] = [accumulate(events), accumulate(written)];
    expect(after.content).toStrictEqual(before.content.filter(isSaid));
    expect(after.message).toMatchObject(
      pick(before.message, ['id', 'model', 'role', 'stop_reason']),
    );
    expect(options.loss.entries).toStrictEqual([]);
  });

  it.each(whole)('$name read as if of another dialect keeps the grammar', ({ sse }) => {
    const events = decodeText(sse).map(withoutOwnNotes);
    checkLifecycle(encodeAll(events, answerContext(foreignExchange)));
  });

  it('fail where a second answer begins within the first', () => {
    const spliced = recordedStreams.find(({ name }) => torn(name));
    const events = decodeText(spliced?.sse ?? '');
    expect(events.filter(isTerminal)).toMatchObject([
      { type: 'error', error: { code: 'upstream_invalid_response' } },
    ]);
  });
});

/** Every cut of small streams; around every frame's end, and a sample, of larger ones. */
function chooseCuts(bytes: Uint8Array): readonly number[] {
  if (bytes.length <= smallBytes) return Array.from({ length: bytes.length + 1 }, (_, at) => at);
  const cuts = new Set<number>([0, bytes.length]);
  const random = createSeededRandom(bytes.length);
  for (let at = 0; at < 12; at += 1) cuts.add(Math.floor(random() * bytes.length));
  const ends: number[] = [];
  for (let at = 1; at < bytes.length; at += 1) {
    if (bytes[at] === 10 && (bytes[at - 1] === 10 || bytes[at - 3] === 10)) ends.push(at + 1);
  }
  for (const end of ends.slice(-4)) for (let off = -2; off <= 2; off += 1) cuts.add(end + off);
  return [...cuts].filter((cut) => cut <= bytes.length);
}

const terminalCache = new Map<string, readonly string[]>();

/** The terminal events of a prefix; prefixes that hold the same events give the same. */
function terminalsOf(events: readonly WireEvent[]): readonly string[] {
  const last = events.at(-1)?.data ?? '';
  const key = `${events.length} ${events[0]?.data} ${last.length} ${last.slice(-60)}`;
  const known = terminalCache.get(key);
  if (known) return known;
  const found = decodeAll(events, answerContext())
    .filter(isTerminal)
    .map(({ type }) => type);
  terminalCache.set(key, found);
  return found;
}

function holdsFinishFact({ data }: WireEvent): boolean {
  return /"stop_reason"\s*:\s*"/.test(data) && /"type"\s*:\s*"message_/.test(data);
}

/** Empty text blocks are not written again. */
const isSaid = (block: JsonObject): boolean => block['type'] !== 'text' || block['text'] !== '';

function modelOf(events: readonly WireEvent[]): string {
  return String(accumulate(events).message['model']);
}

function pick(source: JsonObject, keys: readonly string[]): JsonObject {
  return Object.fromEntries(keys.map((key) => [key, source[key] ?? null]));
}

function withoutNotes(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value, (key, inner) => (key === 'wire' ? undefined : inner)));
}

/** Arguments stream as the model wrote them; here only what they mean is compared. */
function meaning(value: unknown): unknown {
  return JSON.parse(
    JSON.stringify(withoutNotes(value), (key, inner) =>
      key === 'input' && typeof inner?.text === 'string' ? JSON.parse(inner.text) : inner,
    ),
  );
}

function withoutOwnNotes(event: StreamEvent): StreamEvent {
  return withoutNotes(event) as StreamEvent;
}
