import type { Exchange, Part, PartDelta, StreamEvent, Usage } from '@gateway/spec';
import { describe, expect, it } from 'vitest';
import { answerContext } from '../../../test/openai-chat/support.ts';
import { decodeResponse } from './response-decode.ts';
import { createStreamEncoder } from './stream-encode.ts';

const begin: StreamEvent = { type: 'stream-start', id: 'msg_1', model: 'up', createdAtSeconds: 7 };
const usage: Usage = {
  input: { uncachedTokens: 25, cacheReadTokens: 75 },
  output: { totalTokens: 9, reasoningTokens: 4 },
  certainty: 'final',
};

function finish(
  reason: 'stop' | 'tool-calls' | 'refusal' | 'length',
  detail?: object,
): StreamEvent {
  const ending = { reason, ...(detail && { detail: { ...detail } }) };
  return { type: 'finish', finishes: [ending], usage };
}

function part(index: number, seed: Part, ...deltas: PartDelta[]): StreamEvent[] {
  return [
    { type: 'part-start', index, part: seed },
    ...deltas.map((delta) => ({ type: 'part-delta' as const, index, delta })),
    { type: 'part-end', index },
  ];
}

function encode(events: readonly StreamEvent[], exchange: Partial<Exchange> = {}): string[] {
  const encoder = createStreamEncoder(
    answerContext({ from: 'openai-chat', to: 'anthropic-messages', ...exchange }),
  );
  return events.flatMap((event) => encoder.push(event)).map(({ data }) => data);
}

/** Deltas and reasons of the chunks, without what every chunk repeats. */
function brief(lines: readonly string[]): unknown[] {
  return lines.map((line) => {
    if (line === '[DONE]') return line;
    const { choices, usage: tokens } = JSON.parse(line);
    if (tokens) return { tokens };
    const [{ delta, finish_reason: reason }] = choices;
    return reason === null ? delta : { ...delta, reason };
  });
}

const text = (words: string): Part => ({ type: 'text', text: words });
const call = (id: string, name: string): Part => ({
  type: 'tool-call',
  toolCallId: id,
  toolName: name,
  inputFormat: 'json',
  input: { text: '' },
});
const thought: Part = { type: 'reasoning', text: '', seals: [], visibility: 'full' };

describe('chunks', () => {
  it('repeat id, time and model, end once, with usage and [DONE] last', () => {
    const lines = encode([
      begin,
      ...part(0, text(''), { type: 'text', text: 'Hi' }),
      finish('stop'),
    ]);
    expect(lines).toMatchInlineSnapshot(`
      [
        "{"id":"chatcmpl-msg_1","object":"chat.completion.chunk","created":7,"model":"asked-model","choices":[{"index":0,"delta":{"role":"assistant","content":""},"finish_reason":null}]}",
        "{"id":"chatcmpl-msg_1","object":"chat.completion.chunk","created":7,"model":"asked-model","choices":[{"index":0,"delta":{"content":"Hi"},"finish_reason":null}]}",
        "{"id":"chatcmpl-msg_1","object":"chat.completion.chunk","created":7,"model":"asked-model","choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}",
        "{"id":"chatcmpl-msg_1","object":"chat.completion.chunk","created":7,"model":"asked-model","choices":[],"usage":{"prompt_tokens":100,"completion_tokens":9,"total_tokens":109,"prompt_tokens_details":{"cached_tokens":75},"completion_tokens_details":{"reasoning_tokens":4}}}",
        "[DONE]",
      ]
    `);
  });

  it('hold usage only for clients that asked', () => {
    const lines = encode([begin, finish('stop')], { echo: {} });
    expect(lines.join()).not.toContain('usage');
  });

  it('number calls from 0 and say name and id once', () => {
    const lines = encode([
      begin,
      { type: 'part-start', index: 0, part: call('a', 'f') },
      { type: 'part-start', index: 1, part: call('b', 'g') },
      { type: 'part-delta', index: 1, delta: { type: 'tool-input', text: '{"x":' } },
      { type: 'part-delta', index: 1, delta: { type: 'tool-input', text: '1}' } },
      { type: 'part-end', index: 0 },
      { type: 'part-end', index: 1 },
      finish('tool-calls'),
    ]);
    expect(brief(lines).slice(1, -2)).toEqual([
      {
        tool_calls: [
          { index: 0, id: 'a', type: 'function', function: { name: 'f', arguments: '' } },
        ],
      },
      {
        tool_calls: [
          { index: 1, id: 'b', type: 'function', function: { name: 'g', arguments: '' } },
        ],
      },
      { tool_calls: [{ index: 1, function: { arguments: '{"x":' } }] },
      { tool_calls: [{ index: 1, function: { arguments: '1}' } }] },
      { tool_calls: [{ index: 0, function: { arguments: '{}' } }] },
      { reason: 'tool_calls' },
    ]);
  });

  it('say the reasoning in words, and its state at its end together with them (D01)', () => {
    const seal = { family: 'anthropic', form: 'signature', value: 'gw1.x' } as const;
    const lines = encode([
      begin,
      ...part(0, thought, { type: 'reasoning', text: 'Hm' }, { type: 'seal', seal }),
      finish('stop'),
    ]);
    expect(brief(lines).slice(1, 3)).toEqual([
      { reasoning_content: 'Hm' },
      {
        reasoning_details: [
          {
            type: 'reasoning.text',
            text: 'Hm',
            signature: 'gw1.x',
            format: 'anthropic-claude-v1',
            index: 0,
          },
        ],
      },
    ]);
  });

  it('never say what is redacted (D02)', () => {
    const seals = [{ family: 'anthropic', form: 'redacted', value: 'gw1.y' }] as const;
    const lines = encode([
      begin,
      ...part(0, { ...thought, seals, visibility: 'none' }),
      finish('stop'),
    ]);
    expect(brief(lines)[1]).toEqual({
      reasoning_details: [
        { type: 'reasoning.encrypted', data: 'gw1.y', format: 'anthropic-claude-v1', index: 0 },
      ],
    });
  });

  it('keep the sections of a summary apart', () => {
    const lines = encode([
      begin,
      ...part(
        0,
        { ...thought, visibility: 'summary' },
        { type: 'reasoning-summary', section: 0, text: 'a' },
        { type: 'reasoning-summary', section: 1, text: 'b' },
      ),
      finish('stop'),
    ]);
    expect(brief(lines).slice(1, 3)).toEqual([
      { reasoning_content: 'a' },
      { reasoning_content: '\n\nb' },
    ]);
  });

  it('say the explanation of a refusal (D05)', () => {
    const lines = encode([
      begin,
      finish('refusal', { type: 'refusal', explanation: 'I may not.' }),
    ]);
    expect(brief(lines).slice(1, 3)).toEqual([
      { refusal: 'I may not.' },
      { reason: 'content_filter' },
    ]);
  });

  it('leave out tools the provider ran and parts nobody knows, and say so (D08, D10, D11)', () => {
    const options = answerContext({ to: 'anthropic-messages' });
    const encoder = createStreamEncoder(options);
    const native = { dialect: 'anthropic-messages', value: {} } as const;
    const search: Part = {
      type: 'provider-tool',
      toolCallId: 's',
      toolName: 'web_search',
      family: 'anthropic',
      stage: 'call',
      input: { text: '{"query":"x"}' },
      native,
    };
    const strange: Part = {
      type: 'unknown',
      dialect: 'anthropic-messages',
      value: { type: 'new' },
    };
    const events = [begin, ...part(0, search), ...part(1, strange), finish('stop')];
    const lines = events.flatMap((event) => encoder.push(event)).map(({ data }) => data);
    expect(brief(lines)).toHaveLength(4);
    expect(options.loss.entries.map(({ code }) => code)).toEqual([
      'part_dropped',
      'unknown_part_dropped',
    ]);
  });

  it('wrap freeform input for clients that declared functions only', () => {
    const seed: Part = { ...call('a', 'patch'), inputFormat: 'text' } as Part;
    const events = [
      begin,
      ...part(
        0,
        seed,
        { type: 'tool-input', text: 'say "hi"\n🙂'.slice(0, 10) },
        { type: 'tool-input', text: '🙂'.slice(1) },
      ),
      finish('tool-calls'),
    ];
    const inputs = brief(encode(events, { echo: {} }))
      .flatMap(
        (each) => (each as { tool_calls?: { function: { arguments: string } }[] }).tool_calls ?? [],
      )
      .map((each) => each.function.arguments);
    expect(JSON.parse(inputs.join(''))).toEqual({ input: 'say "hi"\n🙂' });
    expect(brief(encode(events))[1]).toEqual({
      tool_calls: [{ index: 0, id: 'a', type: 'custom', custom: { name: 'patch', input: '' } }],
    });
  });

  it('write citations, pictures, speech and log probabilities', () => {
    const citation = {
      unit: 'utf16',
      url: 'https://a.example',
      title: 'A',
      span: [0, 2],
      native: { dialect: 'gemini', value: {} },
    } as const;
    const image: Part = {
      type: 'image',
      media: { source: 'inline', mediaType: 'image/png', base64: 'AA' },
    };
    const speech: Part = {
      type: 'audio',
      id: 'au',
      media: { source: 'inline', mediaType: '', base64: '' },
    };
    const lines = encode([
      begin,
      ...part(
        0,
        text(''),
        { type: 'text', text: 'Hi', logprobs: [{ token: 'Hi' }] },
        { type: 'citation', citation },
      ),
      ...part(1, image),
      ...part(2, speech, { type: 'audio', base64: 'QQ==', transcript: 'a' }),
      finish('stop'),
    ]);
    expect(brief(lines).slice(1, -3)).toEqual([
      { content: 'Hi' },
      {
        annotations: [
          {
            type: 'url_citation',
            url_citation: { url: 'https://a.example', title: 'A', start_index: 0, end_index: 2 },
          },
        ],
      },
      { images: [{ type: 'image_url', image_url: { url: 'data:image/png;base64,AA' } }] },
      { audio: { id: 'au' } },
      { audio: { data: 'QQ==', transcript: 'a' } },
    ]);
    expect(lines[1]).toContain('"logprobs":{"content":[{"token":"Hi"}]}');
  });

  it('open each choice with its role and end each with its reason', () => {
    const other: StreamEvent = { type: 'part-start', index: 0, choice: 1, part: text('b') };
    const ends: StreamEvent = {
      type: 'finish',
      finishes: [{ reason: 'stop' }, { reason: 'length' }],
      usage,
    };
    const lines = encode([begin, other, { type: 'part-end', index: 0 }, ends], { echo: {} });
    const choices = lines.slice(0, -1).map((line) => JSON.parse(line).choices[0]);
    expect(choices.map(({ index, finish_reason }) => [index, finish_reason])).toEqual([
      [0, null],
      [1, null],
      [1, null],
      [0, 'stop'],
      [1, 'length'],
    ]);
  });

  it('end with an error and nothing after it, no [DONE] above all', () => {
    const error = { code: 'upstream_truncated', message: 'cut' } as const;
    const lines = encode([begin, ...part(0, text('Hi')), { type: 'error', error }, finish('stop')]);
    expect(lines.at(-1)).toBe(
      '{"error":{"message":"cut","type":"server_error","param":null,"code":"upstream_truncated"}}',
    );
    expect(lines).toHaveLength(3);
  });

  it('of a chat upstream keep its id and its word', () => {
    const own: StreamEvent = { ...begin, id: 'abc', wire: { dialect: 'openai-chat' } };
    const ends: StreamEvent = {
      type: 'finish',
      finishes: [{ reason: 'tool-calls', native: 'function_call' }],
      usage,
    };
    const lines = encode([own, ...part(0, call('', 'f')), ends], { echo: {} });
    expect(JSON.parse(lines[0] ?? '').id).toBe('abc');
    expect(brief(lines).at(-2)).toEqual({ reason: 'function_call' });
    expect(brief(lines)[1]).toMatchObject({ tool_calls: [{ id: 'call_1' }] });
  });

  it('make an id where the upstream has none', () => {
    expect(encode([{ ...begin, id: '' }])[0]).toContain('"id":"chatcmpl-1"');
  });
});

describe('decodeResponse', () => {
  it('takes tags out of the text where the target writes them there', () => {
    const body = {
      choices: [{ message: { content: '<think>Hm</think>\nHi' }, finish_reason: 'stop' }],
    };
    const { choices } = decodeResponse(
      body,
      answerContext({ upstream: { thinkTagsInText: true } }),
    );
    expect(choices[0]?.parts).toEqual([
      { type: 'reasoning', text: 'Hm', seals: [], visibility: 'full' },
      { type: 'text', text: 'Hi' },
    ]);
  });
});
