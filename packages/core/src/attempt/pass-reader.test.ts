import { getCodec } from '@gateway/translators';
import { describe, expect, it } from 'vitest';
import { createPassReader } from './pass-reader.ts';

const bytes = (text: string) => new TextEncoder().encode(text);
const text = (value: Uint8Array) => new TextDecoder().decode(value);

const chunk = (delta: string, finish = 'null') =>
  `data: {"id":"c","object":"chat.completion.chunk","choices":[{"index":0,"delta":${delta},"finish_reason":${finish}}]}\n\n`;
const role = chunk('{"role":"assistant","content":""}');
const word = chunk('{"content":"word"}');
const finish = chunk('{}', '"stop"');
const done = 'data: [DONE]\n\n';
const failure = 'data: {"error":{"message":"late","type":"server_error"}}\n\n';

const messages = {
  start:
    'event: message_start\ndata: {"type":"message_start","message":{"id":"m","type":"message","role":"assistant","model":"x","content":[],"usage":{"input_tokens":1,"output_tokens":1}}}\n\n',
  word: 'event: content_block_delta\ndata: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"word"}}\n\n',
  finish:
    'event: message_delta\ndata: {"type":"message_delta","delta":{"stop_reason":"end_turn"},"usage":{"output_tokens":3}}\n\n',
  stop: 'event: message_stop\ndata: {"type":"message_stop"}\n\n',
};

function read(dialect: 'openai-chat' | 'anthropic-messages', pieces: string[], isCut = false) {
  const reader = createPassReader(getCodec(dialect), { hideUsage: false });
  const batches = [...pieces.map((piece) => reader.push(bytes(piece))), reader.end(isCut)];
  return {
    reader,
    batches,
    output: batches.map((batch) => text(batch.bytes)).join(''),
    errors: batches.flatMap((batch) => (batch.error ? [batch.error.code] : [])),
  };
}

describe('reading a stream that passes', () => {
  it('says where content begins, frame by frame', () => {
    const { batches, output, errors } = read('openai-chat', [role, word, finish, done]);
    expect(batches.map((batch) => batch.hasContent)).toEqual([false, true, true, false, false]);
    expect(output).toBe(role + word + finish + done);
    expect(errors).toEqual([]);
  });

  it('gives whole frames only, however the bytes are cut', () => {
    const whole = role + word + finish + done;
    const { output, batches } = read('openai-chat', [...whole]);
    expect(output).toBe(whole);
    for (const batch of batches) expect(text(batch.bytes)).toMatch(/^$|\n\n$/);
  });

  it('fails once, before the finish, and leaves half a frame out', () => {
    for (const isCut of [true, false]) {
      const { output, errors } = read('openai-chat', [role, word, finish.slice(0, 40)], isCut);
      expect(output).toBe(role + word);
      expect(errors).toEqual(['upstream_truncated']);
    }
    expect(read('openai-chat', [role, failure, word]).errors).toHaveLength(1);
  });

  it('lets no end stand for a finish that never came', () => {
    const chat = read('openai-chat', [role, done]);
    expect(chat.output).toBe(role);
    expect(chat.errors).toEqual(['upstream_truncated']);
    const { start, word: delta, stop } = messages;
    const native = read('anthropic-messages', [start + delta + stop]);
    expect(native.output).toBe(start + delta);
    expect(native.errors).toEqual(['upstream_truncated']);
  });

  it('takes a last frame that lacks only its blank line', () => {
    const last = finish.trimEnd();
    expect(read('openai-chat', [role, word, last])).toMatchObject({
      output: role + word + last,
      errors: [],
    });
  });

  it('lets nothing spoil an answer that has its finish', () => {
    const answer = role + word + finish;
    const ends = [
      { pieces: [failure], output: answer + done },
      { pieces: [done, failure, word], output: answer + done },
      { pieces: ['data: {"usage'], output: answer + done },
      { pieces: [], output: answer },
    ];
    for (const { pieces, output } of ends) {
      expect(read('openai-chat', [answer, ...pieces])).toMatchObject({ output, errors: [] });
    }
    expect(read('openai-chat', [answer], true).output).toBe(answer + done);
  });

  it('closes a messages stream that ends without its last event, and no other', () => {
    const { start, word: delta, finish: end, stop } = messages;
    const answer = start + delta + end;
    expect(read('anthropic-messages', [answer])).toMatchObject({
      output: answer + stop,
      errors: [],
    });
    expect(read('anthropic-messages', [answer + stop]).output).toBe(answer + stop);
    expect(read('anthropic-messages', [start + delta]).errors).toEqual(['upstream_truncated']);
  });
});
