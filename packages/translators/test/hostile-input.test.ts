import {
  type Dialect,
  errorTable,
  type GatewayErrorFields,
  isJsonObject,
  type Json,
  type JsonObject,
  type Usage,
} from '@gateway/spec';
import { loadFixtures } from '@gateway/testkit/replay';
import { describe, expect, it } from 'vitest';
import {
  createStreamTranslator,
  decodeError,
  foldWireStream,
  getCodec,
  renderError,
  replayWireResponse,
  stringifyBody,
  translateRequest,
  translateResponse,
} from '../src/index.ts';
import { createLossRecorder } from '../src/loss-recorder.ts';
import { createMutator, type Mutator } from './mutate.ts';
import {
  chunk,
  exchangeOf,
  foldChat,
  foldMessages,
  pairs,
  runStream,
  sealKey,
  smallRequest,
  sse,
  weatherTool,
} from './support.ts';

const rounds = 400;
const rates = [0.002, 0.01, 0.05];
const maxChars = 20_000;
const isSmall = (value: Json): boolean => JSON.stringify(value).length < maxChars;

interface Corpus {
  readonly requests: readonly JsonObject[];
  readonly answers: readonly Json[];
  readonly streams: readonly string[];
}

function corpusOf(dialect: Dialect): Corpus {
  const exchanges = loadFixtures(dialect).flatMap((fixture) => fixture.exchanges);
  return {
    requests: exchanges.flatMap(({ request }) =>
      isJsonObject(request?.body) && isSmall(request.body) ? [request.body] : [],
    ),
    answers: exchanges.flatMap(({ response: { body } }) =>
      body !== undefined && isSmall(body) ? [body] : [],
    ),
    streams: exchanges.flatMap(({ response: { sse: text } }) =>
      text !== undefined && text.length < maxChars ? [text] : [],
    ),
  };
}

const at = <Item>(list: readonly Item[], chance: Mutator): Item => {
  const item = list[chance.below(list.length)];
  if (item === undefined) throw new Error('the corpus is empty');
  return item;
};

/** A failure must be one of the table's, blame somebody, and can be told to the client. */
function expectClear(from: Dialect, error: GatewayErrorFields, seed: number): void {
  const what = { seed, code: error.code, message: error.message };
  expect(what).not.toMatchObject({ code: 'internal' });
  expect(Object.keys(errorTable)).toContain(error.code);
  expect(error.message).not.toBe('');
  expect(renderError({ to: from, error }).status).toBeGreaterThanOrEqual(400);
}

function expectCounts({ input, output }: Usage): void {
  const counts = [...Object.values(input), ...Object.values(output)];
  expect(counts.every((count) => Number.isSafeInteger(count) && count >= 0)).toBe(true);
}

describe.each(pairs)('hostile input, %s client on %s upstream', (from, to) => {
  const { requests } = corpusOf(from);
  const { answers, streams } = corpusOf(to);
  const tool =
    from === 'openai-chat' ? weatherTool['openai-chat'] : weatherTool['anthropic-messages'];
  const exchange = exchangeOf(from, to, { members: { tools: [tool] } });
  const context = { sealKey };

  it('never breaks the translation of requests', () => {
    for (let seed = 1; seed <= rounds; seed += 1) {
      const chance = createMutator(seed);
      const body = chance.mutate(at(requests, chance), at(rates, chance));
      const text = chance.enlarge(JSON.stringify(body));
      const request = { operation: 'generate', body: text } as const;
      const result = translateRequest({ from, to, request, context });
      if (!result.ok) {
        expectClear(from, result.error, seed);
        continue;
      }
      expect(JSON.parse(JSON.stringify(result.exchange))).toEqual(result.exchange);
      stringifyBody(result.request.body);
      const options = { context: { newId: (prefix: string) => prefix, nowMs: 0 } };
      const decode = () =>
        getCodec(to).decodeRequest(result.request, { ...options, loss: createLossRecorder() });
      expect(decode).not.toThrow();
    }
  });

  it('never breaks the translation of answers', () => {
    for (let seed = 1; seed <= rounds; seed += 1) {
      const chance = createMutator(seed);
      const body = chance.mutate(at(answers, chance), at(rates, chance));
      const response = { body: chance.enlarge(JSON.stringify(body)) };
      for (const translated of [
        translateResponse({ exchange, response, context }),
        replayWireResponse({ exchange, response, context }),
      ]) {
        if (translated.ok) expectCounts(translated.usage);
        else expectClear(from, translated.error, seed);
      }
      expectClear(from, decodeError({ status: 500, body }), seed);
    }
  });

  it('never breaks the translation of streams', () => {
    for (let seed = 1; seed <= rounds; seed += 1) {
      const chance = createMutator(seed);
      const bytes = mutateStream(at(streams, chance), chance);
      const translator = createStreamTranslator({ exchange, context });
      const cut = chance.below(bytes.length);
      const steps = [
        translator.push(bytes.subarray(0, cut)),
        translator.push(bytes.subarray(cut)),
        translator.end(),
      ];
      const errors = steps.flatMap(({ error }) => (error ? [error] : []));
      expect([seed, translator.finished, errors.length]).toEqual([
        seed,
        errors.length === 0,
        errors.length,
      ]);
      for (const error of errors) expectClear(from, error, seed);
      expectCounts(translator.usage);
      const folded = foldWireStream({ exchange, bytes, context });
      expect([seed, folded.ok]).toEqual([seed, translator.finished]);
    }
  });

  it('takes anything for an answer, and any bytes for a stream', () => {
    for (let seed = 1; seed <= rounds; seed += 1) {
      const chance = createMutator(seed);
      const body = chance.anything();
      const answer = translateResponse({ exchange, response: { body }, context });
      if (!answer.ok) expectClear(from, answer.error, seed);
      const request = { operation: 'generate', body } as const;
      const asked = translateRequest({ from, to, request, context });
      if (!asked.ok) expectClear(from, asked.error, seed);
      const bytes = Uint8Array.from({ length: chance.below(300) }, () => chance.below(256));
      const { translator } = runStream(exchange, new TextDecoder('latin1').decode(bytes));
      expect(translator.failed).toBeDefined();
    }
  });
});

function mutateStream(text: string, chance: Mutator): Uint8Array {
  const rate = at(rates, chance) / 2;
  const lines = text.split('\n').map((line) => {
    const data = line.startsWith('data: {') ? line.slice('data: '.length) : undefined;
    return data === undefined ? line : `data: ${mutateText(data, rate, chance)}`;
  });
  const bytes = new TextEncoder().encode(chance.enlarge(lines.join('\n')));
  if (chance.below(5) === 0) bytes[chance.below(bytes.length)] = chance.below(256);
  return bytes;
}

function mutateText(data: string, rate: number, chance: Mutator): string {
  return JSON.stringify(chance.mutate(JSON.parse(data), rate));
}

const odd = [
  '__proto__',
  'constructor',
  'toString',
  'hasOwnProperty',
  `__proto__${'x'.repeat(80)}`,
];

describe('names that mean something to JavaScript', () => {
  it.each(odd)('%s is a tool like any other', (name) => {
    const parameters = { type: 'object', properties: {} };
    const chatTools = [{ type: 'function', function: { name, parameters } }];
    const toMessages = exchangeOf('openai-chat', 'anthropic-messages', {
      members: { tools: chatTools },
    });
    const upstream = Object.keys(toMessages.toolNames)[0] ?? name;
    const answer = {
      id: 'a',
      type: 'message',
      content: [{ type: 'tool_use', id: 't', name: upstream, input: { ['__proto__']: 1, a: 2 } }],
      stop_reason: 'tool_use',
    };
    const result = translateResponse({
      exchange: JSON.parse(JSON.stringify(toMessages)),
      response: { body: JSON.stringify(answer) },
    });
    const text = result.ok ? stringifyBody({ kind: 'json', value: result.response.body }) : '';
    expect(text).toContain(`"name":"${name}"`);
    expect(text).toContain(String.raw`{\"__proto__\":1,\"a\":2}`);
    const toChat = exchangeOf('anthropic-messages', 'openai-chat', {
      members: { tools: [{ name, input_schema: parameters }] },
    });
    const called = Object.keys(toChat.toolNames)[0] ?? name;
    const call = {
      index: 0,
      id: 'c',
      type: 'function',
      function: { name: called, arguments: '{}' },
    };
    const stream = sse(chunk({ tool_calls: [call] }), chunk({}, { finish_reason: 'tool_calls' }));
    expect(foldMessages(runStream(toChat, stream)).content).toMatchObject([
      { type: 'tool_use', name },
    ]);
  });

  it.each(odd.slice(0, 4))('%s is a key, a word and a finish like any other', (word) => {
    const body = JSON.stringify(smallRequest('openai-chat')).replace(
      '{',
      `{"metadata":{"${word}":"a"},"tool_choice":"${word}","response_format":{"type":"${word}"},"reasoning_effort":"${word}","${word}":{"polluted":true},`,
    );
    const request = { operation: 'generate', body } as const;
    const same = translateRequest({
      from: 'openai-chat',
      to: 'openai-chat',
      request,
      target: { messages: { metadata: true } },
    });
    expect(same.ok && stringifyBody(same.request.body)).toContain(`"metadata":{"${word}":"a"}`);
    expect(JSON.stringify({})).toBe('{}');
    expect('polluted' in {}).toBe(false);
    const stream = sse(chunk({ content: 'a' }, { finish_reason: word }), '[DONE]');
    for (const [from, to] of pairs.filter((pair) => pair[1] === 'openai-chat')) {
      const run = runStream(exchangeOf(from, to), stream);
      expect(run.translator.finishReasons).toEqual(['other']);
    }
  });

  it('arguments keep every key in the other dialect too', () => {
    const input = '{"__proto__":{"a":1},"constructor":2}';
    const body = JSON.stringify({
      model: 'm',
      messages: [
        { role: 'user', content: 'hi' },
        {
          role: 'assistant',
          tool_calls: [{ id: 'a', type: 'function', function: { name: 'f', arguments: input } }],
        },
        { role: 'tool', tool_call_id: 'a', content: 'x' },
      ],
    });
    const result = translateRequest({
      from: 'openai-chat',
      to: 'anthropic-messages',
      request: { operation: 'generate', body },
    });
    expect(result.ok && stringifyBody(result.request.body)).toContain(`"input":${input}`);
  });
});

describe('numbers nobody can mean', () => {
  const exchange = exchangeOf('openai-chat', 'openai-chat');

  it.each([1e9, 2 ** 31, 1.5, -1, '1'])('a choice of index %s is counted by its place', (index) => {
    const stream = sse(chunk({ content: 'a' }, { index, finish_reason: 'stop' }), '[DONE]');
    const { translator } = runStream(exchange, stream);
    expect(translator.finishReasons).toEqual(['stop']);
    const choice = { index, message: { role: 'assistant', content: 'a' }, finish_reason: 'stop' };
    const whole = translateResponse({ exchange, response: { body: { choices: [choice] } } });
    expect(whole.ok && whole.finishReasons).toEqual(['stop']);
  });

  it('choices of one index are told apart', () => {
    const choices = ['a', 'b'].map((content) => ({
      index: 0,
      message: { role: 'assistant', content },
      finish_reason: 'stop',
    }));
    const result = translateResponse({ exchange, response: { body: { choices } } });
    const contents = result.ok && JSON.stringify(result.response.body).match(/"content":"."/g);
    expect(contents).toEqual(['"content":"a"', '"content":"b"']);
  });

  it('negative, broken and endless counts of tokens count nothing', () => {
    const usage = { prompt_tokens: -5, completion_tokens: 1e300, total_tokens: 4 };
    const stream = sse(chunk({ content: 'abcd' }, { finish_reason: 'stop' }), {
      choices: [],
      usage,
    });
    const { translator } = runStream(exchange, stream);
    expectCounts(translator.usage);
    const messages = exchangeOf('anthropic-messages', 'anthropic-messages');
    const body = {
      id: 'a',
      type: 'message',
      content: [],
      stop_reason: 'end_turn',
      usage: { input_tokens: -1, output_tokens: 2.5, cache_read_input_tokens: '7' },
    };
    const result = translateResponse({ exchange: messages, response: { body } });
    expect(result.ok && result.usage).toMatchObject({
      input: { uncachedTokens: 0 },
      output: { totalTokens: 3 },
    });
  });
});

describe('very long streams', () => {
  const count = 20_000;
  const many = (delta: JsonObject): string => sse(chunk(delta)).repeat(count);
  const end = (reason: string): JsonObject => chunk({}, { finish_reason: reason });
  const from = 'anthropic-messages';
  const members = { tools: [weatherTool[from]] };
  const exchange = exchangeOf(from, 'openai-chat', { members });

  it('of words, reasoning and arguments come through whole', () => {
    const call = (body: JsonObject): JsonObject => ({ tool_calls: [{ index: 0, ...body }] });
    const start = call({ id: 'c', function: { name: 'weather', arguments: '{"a":"' } });
    const { content } = foldMessages(
      runStream(
        exchange,
        [
          many({ reasoning_content: 'r' }),
          many({ content: 't' }),
          sse(chunk(start)),
          many(call({ function: { arguments: 'i' } })),
          sse(chunk(call({ function: { arguments: '"}' } })), end('tool_calls')),
        ].join(''),
      ),
    );
    expect(content).toMatchObject([
      { thinking: 'r'.repeat(count) },
      { text: 't'.repeat(count) },
      { input: { a: 'i'.repeat(count) } },
    ]);
  });

  it('of lists that grow come through in linear time', () => {
    const odds = { logprobs: { content: [{ token: 't', logprob: -1 }] } };
    const piece = sse(chunk({ content: 't' }, odds));
    const stream = piece.repeat(count) + sse(end('stop'));
    const chat = exchangeOf('openai-chat', 'openai-chat');
    const folded = foldWireStream({
      exchange: chat,
      bytes: new TextEncoder().encode(stream),
    });
    const text = folded.ok ? JSON.stringify(folded.response.body) : '';
    expect(text.match(/"logprob":-1/g)).toHaveLength(count);
    expect(foldChat(runStream(chat, stream)).content).toHaveLength(count);
  });
});
