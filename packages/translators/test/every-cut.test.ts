import { createSseDecoder, createSseFrameSplitter, type RawFrame } from '@gateway/protocols';
import { type Dialect, isJsonObject, type Json } from '@gateway/spec';
import { loadFixtures } from '@gateway/testkit/replay';
import { createStreamTranslator, translateRequest } from '@gateway/translators';
import { describe, expect, it } from 'vitest';

/**
 * Recorded streams cut short at every byte, towards a client of the other dialect. A cut inside a
 * frame either loses that frame or, behind its payload's last byte, still gives it whole; so every
 * byte is covered by testing framing at every byte of every frame, and translation at every frame.
 */
const pairs: readonly { readonly from: Dialect; readonly to: Dialect }[] = [
  { from: 'anthropic-messages', to: 'openai-chat' },
  { from: 'openai-chat', to: 'anthropic-messages' },
];

// A proper prefix of a JSON object is never JSON, so the middle of long payloads holds no surprise.
const longFrameBytes = 4_096;
const longFrameSamples = 64;
const tailBytes = 16;

describe.each(pairs)('$to streams for $from clients, cut short at every byte', (pair) => {
  const streams = loadFixtures(pair.to).flatMap(({ id, exchanges }) =>
    exchanges.flatMap(({ response }, at) =>
      response.sse === undefined ? [] : [{ name: `${id}#${at}`, text: response.sse }],
    ),
  );

  it.each(streams)('inside a frame: $name', ({ text }) => {
    for (const frame of toFrames(text)) {
      const whole = eventsOf(frame.bytes);
      for (const at of offsetsOf(frame.bytes.length)) {
        const seen = eventsOf(frame.bytes.subarray(0, at));
        if (seen.length > 0) expect(seen).toEqual(whole);
      }
    }
  });

  it.each(streams)('between frames: $name', ({ text }) => {
    const frames = toFrames(text);
    for (let count = 0; count <= frames.length; count += 1) {
      const seen = frames.slice(0, count);
      const { terminals, code } = run(pair, seen);
      expect([count, terminals]).toEqual([count, 1]);
      if (finishSeen(pair.to, seen)) expect([count, code]).toEqual([count, brokenBy(seen)]);
      else expect([count, code]).not.toEqual([count, undefined]);
    }
  });
});

function toFrames(text: string): RawFrame[] {
  const splitter = createSseFrameSplitter();
  return splitter.push(new TextEncoder().encode(text));
}

function eventsOf(bytes: Uint8Array): { event: string | undefined; data: string }[] {
  const decoder = createSseDecoder();
  return [...decoder.push(bytes), ...decoder.end()].map(({ event, data }) => ({ event, data }));
}

function offsetsOf(length: number): number[] {
  if (length <= longFrameBytes) return Array.from({ length }, (_, at) => at);
  const step = Math.ceil(length / longFrameSamples);
  const samples = Array.from({ length: longFrameSamples }, (_, at) => at * step);
  const tail = Array.from({ length: tailBytes }, (_, at) => length - 1 - at);
  return [...samples.filter((at) => at < length), ...tail];
}

/** Translates what arrived before the cut; counts how often the client is told that it is over. */
function run(pair: (typeof pairs)[number], frames: readonly RawFrame[]) {
  const translator = createStreamTranslator({ exchange: exchangeOf(pair) });
  let output = '';
  let code: string | undefined;
  for (const frame of frames) {
    const step = translator.push(frame.bytes);
    output += step.output;
    code ??= step.error?.code;
  }
  const last = translator.end();
  output += last.output;
  code ??= last.error?.code;
  const mark = pair.from === 'openai-chat' ? /^data: \[DONE\]$/gm : /^event: message_stop$/gm;
  const ends = output.match(mark)?.length ?? 0;
  return { terminals: ends + (code === undefined ? 0 : 1), code };
}

function exchangeOf({ from, to }: (typeof pairs)[number]) {
  const messages = [{ role: 'user', content: 'Hello' }];
  const request = { model: 'm', stream: true, max_tokens: 99, messages };
  const translated = translateRequest({ from, to, request });
  if (!translated.ok) throw new Error(translated.error.message);
  return translated.exchange;
}

/** The finish rule, read off the recorded JSON without the translators. */
function finishSeen(dialect: Dialect, frames: readonly RawFrame[]): boolean {
  const bodies = frames.flatMap(({ data }) => parse(data));
  if (dialect === 'anthropic-messages') {
    // A start that holds the whole answer holds its reason too.
    return bodies.some(({ delta, message }) =>
      [delta, message].some(
        (part) => isJsonObject(part) && typeof part['stop_reason'] === 'string',
      ),
    );
  }
  const choices = bodies.flatMap(({ choices: list }) => (Array.isArray(list) ? list : []));
  const ended = new Map<Json, boolean>();
  for (const choice of choices as Record<string, Json>[]) {
    const index = choice['index'] ?? 0;
    ended.set(index, ended.get(index) === true || Boolean(choice['finish_reason']));
  }
  const isDone = frames.some(({ data }) => data.trim() === '[DONE]');
  return ended.size > 0 && (isDone || [...ended.values()].every(Boolean));
}

/** Two recordings begin a second message after the first had content, which no client can take. */
function brokenBy(frames: readonly RawFrame[]): string | undefined {
  const starts = frames.filter(({ data }) => data.includes('"type":"message_start"'));
  const ids = new Set(starts.map(({ data }) => /"id":"([^"]+)"/.exec(data)?.[1]));
  return ids.size > 1 ? 'upstream_invalid_response' : undefined;
}

function parse(data: string): Record<string, Json>[] {
  const text = data.trim();
  return text.startsWith('{') ? [JSON.parse(text) as Record<string, Json>] : [];
}
