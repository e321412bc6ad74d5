import type { GenerateResponse, Json } from '@gateway/spec';
import { describe, expect, it } from 'vitest';
import { decodeCount, encodeCount } from './count.ts';
import { decodeResponse } from './response-decode.ts';
import { encodeResponse } from './response-encode.ts';
import { callPart, someUsage } from '../../../test/anthropic-messages/events.ts';
import { answerContext, foreignExchange } from '../../../test/anthropic-messages/fixtures.ts';
import { decodeUsage } from './usage.ts';

const foreign = (response: Partial<GenerateResponse>) => {
  const options = answerContext(foreignExchange);
  const whole: GenerateResponse = {
    id: 'chatcmpl-abc.1',
    model: 'gpt',
    choices: [{ index: 0, parts: [{ type: 'text', text: 'Hi' }], finish: { reason: 'stop' } }],
    usage: someUsage,
    ...response,
  };
  return { body: encodeResponse(whole, options), loss: options.loss.entries };
};

const ended = (reason: GenerateResponse['choices'][number]['finish'], withCall = false) =>
  foreign({
    choices: [{ index: 0, parts: withCall ? [callPart('a', 'x', '{}')] : [], finish: reason }],
  }).body['stop_reason'];

describe('an answer of another dialect', () => {
  it('is written with every nullable member of the newest version', () => {
    expect(foreign({}).body).toMatchInlineSnapshot(`
      {
        "container": null,
        "content": [
          {
            "citations": null,
            "text": "Hi",
            "type": "text",
          },
        ],
        "diagnostics": null,
        "id": "msg_abc_1",
        "model": "claude-test",
        "role": "assistant",
        "stop_details": null,
        "stop_reason": "end_turn",
        "stop_sequence": null,
        "type": "message",
        "usage": {
          "cache_creation": null,
          "cache_creation_input_tokens": null,
          "cache_read_input_tokens": 5,
          "inference_geo": null,
          "input_tokens": 10,
          "output_tokens": 7,
          "output_tokens_details": null,
          "server_tool_use": null,
          "service_tier": null,
          "speed": null,
        },
      }
    `);
  });

  it('ends for a reason clients of this dialect know', () => {
    expect(ended({ reason: 'stop' })).toBe('end_turn');
    expect(ended({ reason: 'stop' }, true)).toBe('tool_use');
    expect(ended({ reason: 'tool-calls' })).toBe('end_turn');
    expect(ended({ reason: 'malformed-tool-call' })).toBe('end_turn');
    expect(ended({ reason: 'length' }, true)).toBe('max_tokens');
    expect(ended({ reason: 'context-full' })).toBe('model_context_window_exceeded');
    expect(ended({ reason: 'content-filter' })).toBe('refusal');
    expect(ended({ reason: 'paused' })).toBe('pause_turn');
    expect(ended({ reason: 'other', native: 'weird' })).toBe('end_turn');
  });

  it('repeats the stop string that was hit', () => {
    const finish = { reason: 'stop-sequence', stopSequence: 'END' } as const;
    expect(foreign({ choices: [{ index: 0, parts: [], finish }] }).body).toMatchObject({
      stop_reason: 'stop_sequence',
      stop_sequence: 'END',
    });
  });

  it('tells citations that name an address, and loses the others', () => {
    const native = { dialect: 'openai-chat', value: {} } as const;
    const citations = [
      { unit: 'utf16', url: 'https://x', title: 'X', native },
      { unit: 'utf16', native },
    ] as const;
    const parts = [{ type: 'text', text: 'a', citations } as const];
    const { body, loss } = foreign({ choices: [{ index: 0, parts, finish: { reason: 'stop' } }] });
    expect(body['content']).toMatchObject([
      { citations: [{ type: 'web_search_result_location', url: 'https://x', title: 'X' }] },
    ]);
    expect(loss).toMatchObject([{ code: 'citation_dropped' }]);
  });

  it('has one choice', () => {
    const choice = { index: 0, parts: [], finish: { reason: 'stop' } } as const;
    expect(foreign({ choices: [choice, { ...choice, index: 1 }] }).loss).toHaveLength(1);
  });
});

describe('an upstream answer', () => {
  it.each<[string, Json]>([
    ['a list', []],
    ['an error', { type: 'error', error: {} }],
    ['a message without content', { type: 'message' }],
  ])('is refused when it is %s', (_name, body) => {
    expect(() => decodeResponse(body, answerContext())).toThrow(
      expect.objectContaining({ code: 'upstream_invalid_response' }),
    );
  });

  it('may be careless', () => {
    const body = {
      content: [null, 'x', { text: 'a' }, { type: 'text' }, { type: 'text', text: 5 }],
    };
    const response = decodeResponse(body, answerContext());
    expect(response.choices[0]?.parts.map(({ type }) => type)).toStrictEqual([
      'unknown',
      'text',
      'text',
    ]);
    expect(response.model).toBe('claude-test');
    expect(response.usage.certainty).toBe('none');
  });
});

describe('usage', () => {
  it('D04 is a partition, with lifetimes of cache entries and uses of provider tools', () => {
    expect(
      decodeUsage(
        {
          input_tokens: 25,
          cache_read_input_tokens: 75,
          cache_creation_input_tokens: 30,
          cache_creation: { ephemeral_5m_input_tokens: 10, ephemeral_1h_input_tokens: 20 },
          output_tokens: 9,
          output_tokens_details: { thinking_tokens: 4 },
          server_tool_use: { web_search_requests: 2 },
        },
        'final',
      ),
    ).toMatchObject({
      input: {
        uncachedTokens: 25,
        cacheReadTokens: 75,
        cacheWriteTokens: 30,
        cacheWrite5mTokens: 10,
        cacheWrite1hTokens: 20,
      },
      output: { totalTokens: 9, reasoningTokens: 4 },
      providerTools: { web_search: 2 },
    });
  });

  it('D09 adds the steps of a compaction and leaves those of an advisor apart', () => {
    const usage = decodeUsage(
      {
        input_tokens: 220,
        output_tokens: 8,
        iterations: [
          { type: 'compaction', input_tokens: 55_196, output_tokens: 125 },
          { type: 'message', input_tokens: 220, output_tokens: 8 },
          { type: 'advisor_message', input_tokens: 999, output_tokens: 99 },
        ],
      },
      'final',
    );
    expect(usage).toMatchObject({
      input: { uncachedTokens: 55_416 },
      output: { totalTokens: 133 },
    });
  });
});

describe('a token count', () => {
  it('is one number', () => {
    expect(decodeCount({ input_tokens: 7, context_management: null })).toStrictEqual({
      inputTokens: 7,
      estimated: false,
    });
    expect(encodeCount({ inputTokens: 7, estimated: true })).toStrictEqual({ input_tokens: 7 });
    expect(() => decodeCount({})).toThrow(
      expect.objectContaining({ code: 'upstream_invalid_response' }),
    );
  });
});
