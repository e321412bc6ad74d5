import { createSseFrameSplitter, type RawFrame, type WireEvent } from '@gateway/protocols';
import type { GenerateResponse, StreamEvent } from '@gateway/spec';
import { describe, expect, it } from 'vitest';
import { answerContext, framesOf, recordedStreams } from '../../../test/openai-chat/support.ts';
import { foldStream } from '../../fold-stream.ts';
import { createStreamDecoder } from './stream-decode.ts';
import { createStreamEncoder } from './stream-encode.ts';
import { createStreamSniffer } from './stream-sniffer.ts';

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
const textOf = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);

const streams = recordedStreams.map(({ name, value }) => ({ name, bytes: bytesOf(value) }));

function decode(frames: readonly WireEvent[]): StreamEvent[] {
  const decoder = createStreamDecoder(answerContext());
  return [...frames.flatMap((frame) => decoder.push(frame)), ...decoder.end()];
}

function rawFrames(bytes: Uint8Array): RawFrame[] {
  const splitter = createSseFrameSplitter();
  const frames = splitter.push(bytes);
  expect(splitter.end().rest).toHaveLength(0);
  return frames;
}

/** Every cut of a small stream; of a large one those around its frames and some between. */
function cutsOf(bytes: Uint8Array): number[] {
  if (bytes.length <= 4_000) return Array.from(bytes, (_, index) => index + 1);
  const cuts = new Set<number>();
  for (let at = 7; at < bytes.length; at += Math.ceil(bytes.length / 47)) cuts.add(at);
  let end = 0;
  for (const [index, frame] of rawFrames(bytes).entries()) {
    end += frame.bytes.length;
    if (index % 61 === 0) for (const near of [-2, -1, 0, 1, 2]) cuts.add(end + near);
  }
  return [...cuts].filter((cut) => cut <= bytes.length);
}

function fold(events: readonly StreamEvent[]): GenerateResponse {
  const result = foldStream(events);
  if (!result.ok) throw new Error(result.error.message);
  return result.response;
}

/** What an answer says, without where and how it was said. */
function meaning({ choices, usage }: GenerateResponse) {
  const { native: _, ...numbers } = usage;
  return {
    usage: numbers,
    choices: choices.map(({ finish, parts }) => ({
      reason: finish.reason,
      parts: parts.map(({ wire: _wire, ...part }) => part),
    })),
  };
}

describe('recorded streams', () => {
  it.each(streams)('end well, in one finish: $name', ({ bytes }) => {
    const events = decode(framesOf([bytes]));
    expect(events.filter(({ type }) => type === 'error')).toEqual([]);
    expect(events[0]?.type).toBe('stream-start');
    expect(events.filter(({ type }) => type === 'finish')).toHaveLength(1);
    const certainty = /"usage"\s*:\s*\{/.test(textOf(bytes)) ? 'final' : 'none';
    expect(events.at(-1)).toMatchObject({ type: 'finish', usage: { certainty } });
  });

  it.each(streams)(
    'give the same events byte by byte and cut anywhere: $name',
    ({ bytes }) => {
      const frames = framesOf([bytes]);
      const single = Array.from(bytes, (_, index) => bytes.subarray(index, index + 1));
      expect(framesOf(single)).toEqual(frames);
      for (const cut of cutsOf(bytes)) {
        expect(framesOf([bytes.subarray(0, cut), bytes.subarray(cut)])).toEqual(frames);
      }
    },
    30_000,
  );

  // Between frames a decoder has no state of its own, so each frame is cut on its own at every byte
  // and the events of the frames before it are added.
  it.each(streams)(
    'end by the finish rule wherever they are cut short: $name',
    ({ bytes }) => {
      const frames = rawFrames(bytes);
      const seen = frames.map(({ event, data }) => ({ event, data }));
      const isEnd = seen.map(
        (_, index) => decode(seen.slice(0, index + 1)).at(-1)?.type === 'finish',
      );
      const first = isEnd.indexOf(true);
      expect(isEnd.slice(first).every(Boolean)).toBe(true);
      const step = frames.length > 150 ? 29 : 1;
      for (const [index, frame] of frames.entries()) {
        if (index % step !== 0 && Math.abs(index - first) > 1) continue;
        for (let cut = 0; cut < frame.bytes.length; cut++) {
          const tail = framesOf([frame.bytes.subarray(0, cut)]);
          const isWhole = tail.length > 0;
          if (isWhole) expect(tail).toEqual([{ data: frame.data }]);
          if (cut > 0 && !isWhole) continue;
          const events = decode([...seen.slice(0, index), ...tail]);
          const terminal = events.filter(({ type }) => type === 'finish' || type === 'error');
          expect(terminal).toHaveLength(1);
          const mustFinish = isWhole ? index >= first : index > first;
          expect(terminal[0]).toMatchObject(
            mustFinish ? { type: 'finish' } : { error: { code: 'upstream_truncated' } },
          );
        }
      }
    },
    30_000,
  );

  it.each(streams)('say the same after another round through the codec: $name', ({ bytes }) => {
    const events = decode(framesOf([bytes]));
    const encoder = createStreamEncoder(answerContext());
    const again = decode(events.flatMap((event) => encoder.push(event)));
    expect(meaning(fold(again))).toEqual(meaning(fold(events)));
  });
});

describe('recorded streams that pass through', () => {
  it.each(streams)('are understood as if they were decoded: $name', ({ bytes }) => {
    const sniffer = createStreamSniffer({ hideUsage: false });
    const kinds = rawFrames(bytes).map((frame) => sniffer.push(frame).kind);
    const finish = decode(framesOf([bytes])).at(-1);
    if (finish?.type !== 'finish') throw new Error('the stream does not finish');
    expect(sniffer.finished).toBe(true);
    expect(sniffer.finishes).toEqual(finish.finishes);
    expect(sniffer.usage).toEqual(finish.usage);
    expect(kinds.filter((kind) => kind === 'finish')).toHaveLength(1);
    expect(kinds.lastIndexOf('content')).toBeLessThan(kinds.indexOf('finish'));
    expect(kinds.lastIndexOf('preamble')).toBeLessThan(kinds.indexOf('finish'));
    expect(sniffer.contentBytes).toBeGreaterThan(0);
  });

  it.each(streams)('keep every byte where nothing is hidden: $name', ({ bytes }) => {
    const sniffer = createStreamSniffer({ hideUsage: false });
    for (const frame of rawFrames(bytes)) {
      expect(sniffer.push(frame).replacement).toBeUndefined();
    }
  });

  it.each(streams)('lose nothing but usage where usage is hidden: $name', ({ bytes }) => {
    const sniffer = createStreamSniffer({ hideUsage: true });
    for (const frame of rawFrames(bytes)) {
      const { replacement } = sniffer.push(frame);
      const before = textOf(frame.bytes);
      if (replacement === null) {
        expect(JSON.parse(frame.data)).toMatchObject({ choices: [], usage: {} });
      } else if (replacement === undefined) {
        expect(before).not.toMatch(/"usage"\s*:\s*null/);
      } else {
        const lost = /,?\s*"usage"\s*:\s*null\s*,?/.exec(before)?.[0] ?? '';
        expect(before.length - textOf(replacement).length).toBe(
          lost.startsWith(',') && lost.endsWith(',') ? lost.length - 1 : lost.length,
        );
        const { usage, ...rest } = JSON.parse(frame.data);
        expect(usage).toBeNull();
        expect(JSON.parse(textOf(replacement).slice(5))).toEqual(rest);
      }
    }
  });
});
