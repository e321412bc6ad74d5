import { createSseFrameSplitter } from '@gateway/protocols';
import { isJsonObject, type Json } from '@gateway/spec';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { recordedAnswers, recordedRequests } from '../../../test/openai-chat/support.ts';
import { passthrough } from './passthrough.ts';

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
const textOf = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);

function edit(
  text: string,
  edits: { readonly model?: string; readonly includeUsage?: boolean },
): string {
  return textOf(passthrough.editRequest(bytesOf(text), edits));
}

describe('editRequest', () => {
  it.each<[string, string]>([
    ['{ "model" : "a" , "x":1.50}', '{ "model" : "b/\\"c\\"" , "x":1.50}'],
    [
      '{"messages":[{"model":"a"}],"model":"a"}',
      '{"messages":[{"model":"a"}],"model":"b/\\"c\\""}',
    ],
    ['{"model":"a","mod\\u0065l":"z"}', '{"model":"b/\\"c\\"","mod\\u0065l":"b/\\"c\\""}'],
    ['{"model":null}', '{"model":"b/\\"c\\""}'],
    ['{"x":1}', '{"x":1,"model":"b/\\"c\\""}'],
    ['{}', '{"model":"b/\\"c\\""}'],
  ])('names the model in %s', (before, after) => {
    expect(edit(before, { model: 'b/"c"' })).toBe(after);
  });

  it.each<[string, string]>([
    ['{"a":1}', '{"a":1,"stream_options":{"include_usage":true}}'],
    ['{}', '{"stream_options":{"include_usage":true}}'],
    ['{"stream_options":null,"a":1}', '{"stream_options":{"include_usage":true},"a":1}'],
    ['{"stream_options": {} }', '{"stream_options": {"include_usage":true} }'],
    [
      '{"stream_options":{"include_obfuscation":false}}',
      '{"stream_options":{"include_obfuscation":false,"include_usage":true}}',
    ],
    ['{"stream_options":{"include_usage": false}}', '{"stream_options":{"include_usage": true}}'],
    ['{"stream_options":{"include_usage":null}}', '{"stream_options":{"include_usage":true}}'],
    ['{"stream_options":{"include_usage":true}}', '{"stream_options":{"include_usage":true}}'],
  ])('asks for usage in %s', (before, after) => {
    expect(edit(before, { includeUsage: true })).toBe(after);
  });

  it('makes both edits at once, also in an empty body', () => {
    expect(JSON.parse(edit('{}', { model: 'b', includeUsage: true }))).toEqual({
      model: 'b',
      stream_options: { include_usage: true },
    });
    expect(edit('{"model":"a"}', {})).toBe('{"model":"a"}');
  });

  it('leaves every other byte of recorded requests alone', () => {
    for (const { value } of recordedRequests) {
      const body = JSON.stringify(value, null, 2);
      const model = JSON.stringify(value['model']);
      const at = body.indexOf(`\n  "model": ${model}`) + '\n  "model": '.length;
      const expected = `${body.slice(0, at)}"other"${body.slice(at + model.length)}`;
      expect(edit(body, { model: 'other' })).toBe(expected);
    }
  });

  it('changes nothing but what it is told to in any object', () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.string(), fc.jsonValue()),
        fc.boolean(),
        (object, includeUsage) => {
          const before = JSON.stringify(object);
          fc.pre(before.isWellFormed());
          const after: Json = JSON.parse(edit(before, { model: 'm', includeUsage }));
          const options: Json = JSON.parse(before).stream_options;
          const wished = { ...(isJsonObject(options) && options), include_usage: true };
          expect(after).toEqual({
            ...JSON.parse(before),
            model: 'm',
            ...(includeUsage && { stream_options: wished }),
          });
        },
      ),
    );
  });

  it('refuses what is no object', () => {
    for (const body of ['[]', '{"model":', '']) {
      expect(() => edit(body, { model: 'b' })).toThrow(
        expect.objectContaining({ code: 'invalid_request' }),
      );
    }
  });
});

describe('asksForUsage', () => {
  it('is true only for a wish that counts', () => {
    const asks = (text: string) => passthrough.asksForUsage(bytesOf(text));
    expect(asks('{"stream_options":{"include_usage":true}}')).toBe(true);
    expect(asks('{"stream_options":{"include_usage":false}}')).toBe(false);
    expect(asks('{"stream_options":null}')).toBe(false);
    expect(asks('{"messages":[{"stream_options":{"include_usage":true}}]}')).toBe(false);
  });
});

describe('createStreamSniffer', () => {
  const sniff = (frames: readonly string[], hideUsage = false) => {
    const splitter = createSseFrameSplitter();
    const sniffer = passthrough.createStreamSniffer({ hideUsage });
    const results = splitter.push(bytesOf(frames.join(''))).map((frame) => sniffer.push(frame));
    return { sniffer, results, kinds: results.map(({ kind }) => kind) };
  };
  const data = (value: Json): string => `data: ${JSON.stringify(value)}\n\n`;
  const delta = (value: Json, rest: object = {}): string =>
    data({ choices: [{ index: 0, delta: value, finish_reason: null, ...rest }] });

  it('tells what each frame is', () => {
    const frames = [
      ': hello\n\n',
      delta({ role: 'assistant', content: '' }),
      delta({ reasoning_content: 'Hm' }),
      delta({ content: 'a "finish_reason":"stop" b' }),
      delta({ tool_calls: [{ index: 0, id: 'a', function: { name: 'f', arguments: '' } }] }),
      delta({}, { finish_reason: 'tool_calls' }),
      data({ choices: [], usage: { prompt_tokens: 3, completion_tokens: 2 } }),
      'data: [DONE]\n\n',
      delta({ content: 'late' }),
    ];
    const { sniffer, kinds } = sniff(frames);
    expect(kinds).toEqual([
      'idle',
      'preamble',
      'content',
      'content',
      'content',
      'finish',
      'after',
      'after',
      'after',
    ]);
    expect(sniffer.finishes).toEqual([{ reason: 'tool-calls', native: 'tool_calls' }]);
    expect(sniffer.usage).toMatchObject({ input: { uncachedTokens: 3 }, certainty: 'final' });
    expect(sniffer.contentBytes).toBe('Hm'.length + 'a \\"finish_reason\\":\\"stop\\" b'.length);
  });

  it('waits for all choices', () => {
    const { sniffer, kinds } = sniff([
      delta({ content: 'a' }),
      delta({ content: 'b' }, { index: 1 }),
      delta({}, { finish_reason: 'stop' }),
      delta({ content: 'B' }, { index: 1 }),
      delta({}, { index: 1, finish_reason: 'length' }),
    ]);
    expect(kinds).toEqual(['content', 'content', 'preamble', 'content', 'finish']);
    expect(sniffer.finishes.map(({ reason }) => reason)).toEqual(['stop', 'length']);
  });

  it('is not finished before the reason is known', () => {
    const { sniffer } = sniff([delta({ content: 'a' })]);
    expect([sniffer.finished, sniffer.finishes]).toEqual([false, []]);
  });

  it('takes [DONE] after content for the finish, and after nothing for a failure', () => {
    expect(sniff([delta({ content: 'a' }), 'data: [DONE]\n\n']).kinds).toEqual([
      'content',
      'finish',
    ]);
    expect(sniff([delta({ content: '' }), 'data: [DONE]\n\n']).results[1]).toMatchObject({
      kind: 'error',
      error: { code: 'upstream_truncated' },
    });
  });

  it('finds errors', () => {
    const [plain, broken] = sniff([
      data({ error: { message: 'slow', code: 'rate_limit_exceeded' } }),
      'data: {"usage":{"cut\n\n',
    ]).results;
    expect(plain).toMatchObject({ kind: 'error', error: { code: 'upstream_rate_limited' } });
    expect(broken).toMatchObject({ kind: 'error', error: { code: 'upstream_invalid_response' } });
  });

  it('takes out usage that only the gateway asked for, byte for byte', () => {
    const { results } = sniff(
      [
        'data: {"choices":[{"index":0,"delta":{"content":"a, \\"usage\\":null"}}],"usage":null, "x":1}\r\n\r\n',
        'event: m\ndata: {"choices":[],"a":1 , "usage" : null}\n\n',
        'data: {"usage":null}\n\n',
        'data: {"choices":[],"usage":{"prompt_tokens":1}}\n\n',
        'data: {"choices":[{"index":0,"finish_reason":"stop"}],"usage":{"prompt_tokens":1}}\n\n',
        'data: {"usage":null,\ndata: "y":2}\n\n',
      ],
      true,
    );
    const written = results.map(({ replacement }) => replacement && textOf(replacement));
    expect(written).toEqual([
      'data: {"choices":[{"index":0,"delta":{"content":"a, \\"usage\\":null"}}],"x":1}\r\n\r\n',
      'event: m\ndata: {"choices":[],"a":1}\n\n',
      'data: {}\n\n',
      null,
      undefined,
      'data: {"y":2}\n\n',
    ]);
  });
});

describe('sniffResponse', () => {
  it('reads usage and finish of every recorded answer', () => {
    for (const { value } of recordedAnswers) {
      const { usage, finishes } = passthrough.sniffResponse(value);
      expect(usage.certainty).toBe('final');
      expect(finishes.length).toBeGreaterThan(0);
    }
  });

  it('finds nothing in what is no answer', () => {
    expect(passthrough.sniffResponse('x')).toMatchObject({
      usage: { certainty: 'none' },
      finishes: [],
    });
  });
});
