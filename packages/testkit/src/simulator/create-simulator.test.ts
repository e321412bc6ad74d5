import { describe, expect, it } from 'vitest';
import { createVirtualClock } from '../clock/virtual-clock.ts';
import { type Behaviour, type Script, sequence } from './behaviour.ts';
import { createSimulator, type SimulatorOptions } from './create-simulator.ts';
import type { SimulatorResponse } from './wire.ts';

const clock = createVirtualClock(1_700_000_000_000);

const ask = (
  path: string,
  body: unknown,
  options: Partial<SimulatorOptions> & { headers?: Record<string, string> } = {},
): SimulatorResponse =>
  createSimulator({ clock, ...options }).handle({
    method: body === undefined ? 'GET' : 'POST',
    path,
    headers: options.headers ?? {},
    body: new TextEncoder().encode(JSON.stringify(body)),
  });

const textOf = (response: SimulatorResponse): string =>
  [...response.chunks]
    .map((chunk) => (chunk instanceof Uint8Array ? new TextDecoder().decode(chunk) : ''))
    .join('');

interface ChatMessage {
  content: string | null;
  reasoning_content?: string;
  tool_calls?: { id: string; function: { name: string; arguments: string } }[];
}
interface ChatAnswer {
  choices: { index: number; finish_reason: string | null; message: ChatMessage }[];
  usage: {
    prompt_tokens_details: { cached_tokens: number };
    completion_tokens_details: { reasoning_tokens: number };
  };
}
interface ChatChunk {
  choices: { index: number; finish_reason: string | null; delta: ChatMessage }[];
  usage?: unknown;
}
interface MessagesEvent {
  delta?: { type?: string; partial_json?: string; signature?: string; stop_reason?: string };
}

const jsonOf = (response: SimulatorResponse): unknown => JSON.parse(textOf(response));
const chatOf = (response: SimulatorResponse) => jsonOf(response) as ChatAnswer;
const choiceOf = (response: SimulatorResponse) => chatOf(response).choices[0]!;
const dataOf = (response: SimulatorResponse): unknown[] =>
  [...textOf(response).matchAll(/^data: (\{.*)$/gm)].map((match): unknown =>
    JSON.parse(match[1] ?? ''),
  );
const chunksOf = (response: SimulatorResponse) => dataOf(response) as ChatChunk[];
const eventsOf = (response: SimulatorResponse) => dataOf(response) as MessagesEvent[];

const chat = '/v1/chat/completions';
const messages = '/v1/messages';
const hello = { model: 'echo', messages: [{ role: 'user', content: 'Hello there' }] };
const helloMessages = { ...hello, max_tokens: 1_000 };
const weather = {
  type: 'object',
  properties: {
    city: { type: 'string' },
    unit: { enum: ['celsius', 'kelvin'] },
    days: { type: 'array', items: { $ref: '#/$defs/day' } },
    note: { type: 'string' },
  },
  required: ['city', 'unit', 'days'],
  $defs: { day: { type: 'integer' } },
};
const label =
  'This is a simulated answer from the built-in demo model "echo"; no AI model was called.';

describe('a simulated chat completion', () => {
  it('labels itself and echoes the last user message', () => {
    expect(jsonOf(ask(chat, hello))).toMatchInlineSnapshot(`
      {
        "choices": [
          {
            "finish_reason": "stop",
            "index": 0,
            "logprobs": null,
            "message": {
              "annotations": [],
              "content": "This is a simulated answer from the built-in demo model "echo"; no AI model was called. You said: Hello there",
              "refusal": null,
              "role": "assistant",
            },
          },
        ],
        "created": 1700000000,
        "id": "chatcmpl-sim1",
        "model": "echo",
        "object": "chat.completion",
        "system_fingerprint": "fp_simulator",
        "usage": {
          "completion_tokens": 28,
          "completion_tokens_details": {
            "accepted_prediction_tokens": 0,
            "audio_tokens": 0,
            "reasoning_tokens": 0,
            "rejected_prediction_tokens": 0,
          },
          "prompt_tokens": 12,
          "prompt_tokens_details": {
            "audio_tokens": 0,
            "cached_tokens": 0,
          },
          "total_tokens": 40,
        },
      }
    `);
  });

  it('streams the very same text, with usage only when asked', () => {
    const whole = choiceOf(ask(chat, hello)).message.content;
    const streamed = ask(chat, { ...hello, stream: true });
    const chunks = chunksOf(streamed);
    expect(chunks.map((chunk) => chunk.choices[0]!.delta.content ?? '').join('')).toBe(whole);
    expect(chunks.at(-1)!.choices[0]!.finish_reason).toBe('stop');
    expect(chunks.some((chunk) => 'usage' in chunk)).toBe(false);
    const asked = chunksOf(
      ask(chat, { ...hello, stream: true, stream_options: { include_usage: true } }),
    );
    expect(asked.at(-1)).toMatchObject({ choices: [], usage: { total_tokens: 40 } });
    expect(asked.slice(0, -1).every((chunk) => chunk.usage === null)).toBe(true);
  });

  it('finishes every alternative answer on its own', () => {
    const chunks = chunksOf(ask(chat, { ...hello, n: 2, stream: true }));
    const finished = chunks.filter((chunk) => chunk.choices[0]!.finish_reason !== null);
    expect(finished.map((chunk) => chunk.choices[0]!.index)).toEqual([0, 1]);
    expect(chatOf(ask(chat, { ...hello, n: 2 })).choices).toHaveLength(2);
  });

  it('calls the tool that the message names, with arguments that fit its schema', () => {
    const request = {
      model: 'echo',
      messages: [{ role: 'user', content: 'Please call get_weather now' }],
      tools: [
        { type: 'function', function: { name: 'get_weather', parameters: weather } },
        { type: 'function', function: { name: 'get', parameters: {} } },
      ],
    };
    const { message, finish_reason } = choiceOf(ask(chat, request));
    expect(finish_reason).toBe('tool_calls');
    expect(message.content).toBeNull();
    expect(message.tool_calls).toEqual([
      {
        id: 'call_sim1_0',
        type: 'function',
        function: {
          name: 'get_weather',
          arguments: '{"city":"example","unit":"celsius","days":[1]}',
        },
      },
    ]);
    const chunks = chunksOf(ask(chat, { ...request, stream: true }));
    const deltas = chunks.flatMap((chunk) => chunk.choices[0]!.delta.tool_calls ?? []);
    expect(deltas[0]).toMatchObject({ id: 'call_sim1_0', function: { name: 'get_weather' } });
    expect(deltas.map((delta) => delta.function.arguments).join('')).toBe(
      message.tool_calls?.[0]?.function.arguments,
    );
    const answered = {
      ...request,
      messages: [...request.messages, message, { role: 'tool', content: 'sunny' }],
    };
    expect(choiceOf(ask(chat, answered)).message.content).toBe(`${label} The tool said: sunny`);
  });

  it('reasons when an effort is given and keeps to output limit, stop strings and schema', () => {
    const reasoned = chatOf(ask(chat, { ...hello, reasoning_effort: 'low' }));
    expect(reasoned.choices[0]!.message.reasoning_content).toContain('Simulated reasoning');
    expect(reasoned.usage.completion_tokens_details.reasoning_tokens).toBeGreaterThan(0);
    const unasked = choiceOf(ask(chat, { ...hello, model: 'reasoner' }));
    expect(unasked.message.reasoning_content).toContain('Simulated reasoning');
    const cut = choiceOf(ask(chat, { ...hello, max_tokens: 2 }));
    expect([cut.message.content, cut.finish_reason]).toEqual(['This is ', 'length']);
    const stopped = choiceOf(ask(chat, { ...hello, stop: ['simulated'] }));
    expect([stopped.message.content, stopped.finish_reason]).toEqual(['This is a ', 'stop']);
    const format = { type: 'json_schema', json_schema: { name: 'w', schema: weather } };
    const shaped = choiceOf(ask(chat, { ...hello, response_format: format }));
    expect(JSON.parse(shaped.message.content ?? '')).toEqual({
      city: 'example',
      unit: 'celsius',
      days: [1],
    });
  });
});

describe('a simulated message', () => {
  it('labels itself and echoes the last user message', () => {
    const answer = jsonOf(ask(messages, helloMessages));
    expect(answer).toMatchObject({
      id: 'msg_sim1',
      type: 'message',
      content: [{ type: 'text', text: `${label} You said: Hello there` }],
      stop_reason: 'end_turn',
      stop_sequence: null,
      usage: { input_tokens: 13, cache_read_input_tokens: 0, output_tokens: 28 },
    });
  });

  it('streams blocks one after the other, thinking first and signed', () => {
    const request = {
      ...helloMessages,
      thinking: { type: 'enabled', budget_tokens: 1_024 },
      tools: [{ name: 'lookup', input_schema: weather }],
      messages: [{ role: 'user', content: [{ type: 'text', text: 'call lookup' }] }],
      stream: true,
    };
    const response = ask(messages, request);
    const names = [...textOf(response).matchAll(/^event: (.*)$/gm)].map((match) => match[1]);
    expect(names.filter((name, at) => name !== names[at - 1])).toEqual([
      'message_start',
      'content_block_start',
      'ping',
      'content_block_delta',
      'content_block_stop',
      'content_block_start',
      'content_block_delta',
      'content_block_stop',
      'message_delta',
      'message_stop',
    ]);
    const events = eventsOf(response);
    expect(
      events.find((event) => event.delta?.type === 'signature_delta')?.delta?.signature,
    ).toMatch(/^[A-Za-z0-9+/]+=*$/);
    const input = events.map((event) => event.delta?.partial_json ?? '').join('');
    expect(JSON.parse(input)).toEqual({ city: 'example', unit: 'celsius', days: [1] });
    expect(events.at(-2)?.delta?.stop_reason).toBe('tool_use');
  });

  it('answers a tool result, counts tokens and lists models in its own form', () => {
    const result = [
      { type: 'tool_result', tool_use_id: 'a', content: [{ type: 'text', text: '42' }] },
    ];
    const answered = { ...helloMessages, messages: [{ role: 'user', content: result }] };
    expect(jsonOf(ask(messages, answered))).toMatchObject({
      content: [{ text: `${label} The tool said: 42` }],
    });
    expect(jsonOf(ask(`${messages}/count_tokens`, hello))).toEqual({ input_tokens: 13 });
    const headers = { 'anthropic-version': '2023-06-01' };
    expect(jsonOf(ask('/v1/models', undefined, { headers }))).toMatchObject({
      data: [{ type: 'model', id: 'echo' }, { id: 'reasoner' }],
      has_more: false,
    });
    expect((jsonOf(ask('/v1/models', undefined)) as { data: unknown[] }).data[0]).toEqual({
      id: 'echo',
      object: 'model',
      created: 1_700_000_000,
      owned_by: 'simulator',
    });
  });
});

describe('a simulated refusal', () => {
  it('is worded and coded as the vendor of each dialect does', () => {
    const script = () => ({ error: { kind: 'rate-limit', retryAfterSeconds: 7 } }) as const;
    const inChat = ask(chat, hello, { script });
    expect([inChat.status, inChat.headers['retry-after']]).toEqual([429, '7']);
    expect(jsonOf(inChat)).toMatchObject({ error: { code: 'rate_limit_exceeded', param: null } });
    const inMessages = ask(messages, helloMessages, { script });
    expect(jsonOf(inMessages)).toMatchObject({
      type: 'error',
      error: { type: 'rate_limit_error' },
    });
    const statusOf = (kind: 'overloaded' | 'billing' | 'credential' | 'server', path: string) =>
      ask(path, helloMessages, { script: () => ({ error: { kind } }) }).status;
    expect(statusOf('overloaded', messages)).toBe(529);
    expect(statusOf('overloaded', chat)).toBe(503);
    expect(statusOf('billing', chat)).toBe(402);
    expect(statusOf('credential', messages)).toBe(401);
    expect(statusOf('server', messages)).toBe(500);
  });

  it('meets what is wrong with the request itself', () => {
    expect(ask(chat, { model: 'echo', messages: [] }).status).toBe(400);
    expect(jsonOf(ask(messages, hello))).toMatchObject({
      error: { message: 'max_tokens: Field required' },
    });
    expect(ask('/v1/nothing', {}).status).toBe(404);
    expect(ask(chat, undefined).status).toBe(405);
    expect(ask(chat, 'text').status).toBe(400);
    expect(ask(chat, { ...hello, model: 'x' }, { refuseUnknownModels: true }).status).toBe(404);
    const guarded = (headers: Record<string, string>) =>
      ask(chat, hello, { apiKey: 'k', headers }).status;
    expect([
      guarded({}),
      guarded({ authorization: 'Bearer k' }),
      guarded({ 'x-api-key': 'k' }),
    ]).toEqual([401, 200, 200]);
  });
});

describe('a script', () => {
  const stream = { ...helloMessages, stream: true };
  const run = (behaviour: Behaviour) => ask(messages, stream, { script: () => behaviour });

  it('goes through a sequence and stays at its end', () => {
    const simulator = createSimulator({
      clock,
      script: sequence({ error: { kind: 'server' } }, {}),
    });
    const body = new TextEncoder().encode(JSON.stringify(hello));
    const statuses = [1, 2, 3].map(
      () => simulator.handle({ method: 'POST', path: chat, headers: {}, body }).status,
    );
    expect(statuses).toEqual([500, 200, 200]);
  });

  it('sees route, body and order of the requests', () => {
    const seen: unknown[] = [];
    const script: Script = ({ index, route, json }) => {
      seen.push([index, route, json?.['model']]);
      return undefined;
    };
    ask(chat, hello, { script });
    expect(seen).toEqual([[0, 'openai-chat', 'echo']]);
  });

  it('says what it is told, also arguments that are not JSON', () => {
    const toolCalls = [{ name: 'run', arguments: '{"broken', id: 'own_id' }];
    const script = () => ({
      answer: { toolCalls, reasoning: 'why', usage: { cacheReadTokens: 9 } },
    });
    const answer = chatOf(ask(chat, hello, { script }));
    expect(answer.choices[0]!.message).toMatchObject({
      reasoning_content: 'why',
      tool_calls: [{ id: 'own_id', function: { name: 'run', arguments: '{"broken' } }],
    });
    expect(answer.usage.prompt_tokens_details.cached_tokens).toBe(9);
    const usage = { inputTokens: 100, cacheReadTokens: 60, cacheWriteTokens: 10 };
    const counted = jsonOf(ask(messages, helloMessages, { script: () => ({ answer: { usage } }) }));
    expect(counted).toMatchObject({
      usage: { input_tokens: 30, cache_read_input_tokens: 60, cache_creation_input_tokens: 10 },
    });
  });

  it('breaks off after so many events, in the middle of one, or at a byte', () => {
    const whole = textOf(ask(messages, stream));
    const afterTwo = run({ fault: { afterEvents: 2, outcome: 'reset' } });
    expect(afterTwo.end).toBe('reset');
    expect(textOf(afterTwo).match(/^event: /gm)).toHaveLength(2);
    const middle = textOf(run({ fault: { afterEvents: 2, midEvent: true, outcome: 'end' } }));
    expect(whole.startsWith(middle)).toBe(true);
    expect(middle.endsWith('\n\n')).toBe(false);
    for (let at = 0; at < whole.length; at += 97) {
      expect(textOf(run({ fault: { afterBytes: at, outcome: 'end' } }))).toBe(whole.slice(0, at));
    }
  });

  it('stalls for ever, or sends an error event', () => {
    const stalled = [...run({ fault: { afterEvents: 1, outcome: 'stall' } }).chunks];
    expect(stalled.at(-1)).toEqual({ delayMs: Number.POSITIVE_INFINITY });
    const failed = dataOf(run({ fault: { afterEvents: 3, outcome: 'error-event' } }));
    expect(failed.at(-1)).toMatchObject({ type: 'error', error: { type: 'overloaded_error' } });
    expect(failed).toHaveLength(4);
  });

  it('pauses and cuts as told without changing a byte', () => {
    const whole = textOf(ask(messages, stream));
    const timing = { headersDelayMs: 5, firstEventDelayMs: 10, eventDelayMs: 1 };
    const response = run({ timing, chunkSizes: [1, 7] });
    const chunks = [...response.chunks];
    expect(response.delayMs).toBe(5);
    expect(chunks.slice(0, 4)).toEqual([
      { delayMs: 10 },
      new TextEncoder().encode(whole[0]),
      { delayMs: 1 },
      new TextEncoder().encode(whole.slice(1, 8)),
    ]);
    expect(textOf(response)).toBe(whole);
  });

  it('sends a canned response as it is given', () => {
    const junk = run({ wire: { body: '<html>', headers: { 'content-type': 'text/html' } } });
    expect([junk.status, junk.headers['content-type'], textOf(junk)]).toEqual([
      200,
      'text/html',
      '<html>',
    ]);
    expect([...run({ wire: { status: 200 } }).chunks]).toEqual([]);
    const sse = 'data: 1\n\ndata: 2\n\ndata: 3\n\n';
    const cut = run({ wire: { sse }, fault: { afterEvents: 2, outcome: 'end' } });
    expect(textOf(cut)).toBe('data: 1\n\ndata: 2\n\n');
    const pieces = run({ wire: { chunks: ['a', { delayMs: 3 }, new Uint8Array([98])] } });
    expect([...pieces.chunks]).toEqual([
      new Uint8Array([97]),
      { delayMs: 3 },
      new Uint8Array([98]),
    ]);
  });
});
