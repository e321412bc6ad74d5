import {
  type Dialect,
  isJsonObject,
  type Json,
  type JsonObject,
  totalInputTokens,
} from '@gateway/spec';
import { loadFixtures } from '@gateway/testkit/replay';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { foldWireStream, getCodec, replayWireResponse, translateResponse } from '../src/index.ts';
import { createLossRecorder } from '../src/loss-recorder.ts';
import {
  exchangeOf,
  foldChat,
  foldMessages,
  pairs,
  runStream,
  sealKey,
  type StreamRun,
} from './support.ts';

interface Recorded<Value> {
  readonly name: string;
  readonly value: Value;
}

const isAnswerPath = (path: string | undefined): boolean =>
  path === undefined || /\/(?:messages|chat\/completions)(?:\?|$)/.test(path);

const streams = (dialect: Dialect): Recorded<string>[] =>
  loadFixtures(dialect).flatMap(({ id, exchanges }) =>
    exchanges.flatMap(({ response }, at) =>
      response.sse === undefined ? [] : [{ name: `${id} #${at}`, value: response.sse }],
    ),
  );

/** Recordings of upstreams that break off or mix two answers into one. */
const broken = /spliced-message-start/;

const bodies = (dialect: Dialect): Recorded<Json>[] =>
  loadFixtures(dialect).flatMap(({ id, exchanges }) =>
    exchanges.flatMap(({ request, response, auxiliary }, at) =>
      response.body === undefined ||
      response.status !== 200 ||
      auxiliary === true ||
      !isAnswerPath(request?.path)
        ? []
        : [{ name: `${id} #${at}`, value: response.body }],
    ),
  );

const context = { sealKey, newId: () => 'minted', nowMs: 1_000_000 };

const terminals = (from: Dialect, { events, payloads }: StreamRun): number =>
  from === 'anthropic-messages'
    ? payloads.filter(({ type }) => type === 'message_stop' || type === 'error').length
    : events.filter(({ data }) => data === '[DONE]').length +
      payloads.filter((payload) => 'error' in payload).length;

describe.each(pairs)('recorded streams, %s client on %s upstream', (from, to) => {
  const exchange = exchangeOf(from, to);
  const all = streams(to);
  const recorded = all.filter(({ name }) => !broken.test(name));

  it.each(all.filter(({ name }) => broken.test(name)))('$name: one error', ({ value }) => {
    const run = runStream(exchange, value);
    expect(terminals(from, run)).toBe(1);
    expect(run.translator.failed?.code).toMatch(/^upstream_/);
  });

  it.each(recorded)('$name: the same answer however the bytes are cut (K24)', ({ value }) => {
    const whole = runStream(exchange, value);
    const length = new TextEncoder().encode(value).length;
    const everywhere = Array.from({ length: length - 1 }, (_, at) => at + 1);
    expect(runStream(exchange, value, everywhere).text).toBe(whole.text);
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: length }), { maxLength: 4 }), (cuts) => {
        expect(runStream(exchange, value, cuts).text).toBe(whole.text);
      }),
      { numRuns: length > 50_000 ? 3 : 20 },
    );
  });

  it.each(recorded)('$name: one terminal event, and usage that adds up', ({ value }) => {
    const run = runStream(exchange, value);
    expect(terminals(from, run)).toBe(1);
    expect(run.translator.failed).toBeUndefined();
    const { input, output } = run.translator.usage;
    expect(totalInputTokens(run.translator.usage)).toBeGreaterThanOrEqual(input.uncachedTokens);
    expect(Math.min(input.uncachedTokens, output.totalTokens)).toBeGreaterThanOrEqual(0);
  });

  it.each(recorded)('$name: one terminal event wherever the upstream hangs up', ({ value }) => {
    const bytes = new TextEncoder().encode(value);
    fc.assert(
      fc.property(fc.integer({ min: 0, max: bytes.length - 1 }), (length) => {
        const run = runStream(exchange, new TextDecoder().decode(bytes.subarray(0, length)));
        expect(terminals(from, run)).toBe(1);
        expect(run.translator.finished).toBe(run.translator.failed === undefined);
      }),
      { numRuns: bytes.length > 50_000 ? 5 : 40 },
    );
  });

  it.each(recorded)(
    '$name: folds to what the client puts together itself (D12, K26)',
    ({ value }) => {
      const bytes = new TextEncoder().encode(value);
      const folded = foldWireStream({ exchange, bytes, context: { sealKey } });
      if (!folded.ok) throw new Error(folded.error.message);
      const streamed = runStream(exchange, value);
      expect(summarise(from, folded.response.body)).toEqual(summariseRun(from, streamed));
      expect(folded.usage).toEqual(streamed.translator.usage);
      expect([...folded.mintedSeals]).toEqual([...streamed.translator.mintedSeals]);
    },
  );
});

describe.each(pairs)('recorded answers, %s client on %s upstream', (from, to) => {
  const exchange = { ...exchangeOf(from, to), stream: false };
  const own = exchangeOf(to, to);

  it.each(bodies(to))('$name: the same answer streamed and not streamed (D12)', ({ value }) => {
    const response = { status: 200, body: value };
    const whole = translateResponse({ exchange, response, context });
    if (!whole.ok) throw new Error(whole.error.message);
    const asStream = replayWireResponse({ exchange: own, response, context });
    if (!asStream.ok) throw new Error(asStream.error.message);
    const run = runStream({ ...exchange, stream: true }, asStream.output);
    expect(summariseRun(from, run)).toEqual(summarise(from, whole.response.body));
    expect(run.translator.finishReasons).toEqual(whole.finishReasons);
    expect(run.translator.usage.input.uncachedTokens).toBe(whole.usage.input.uncachedTokens);
    expect(run.translator.usage.output.totalTokens).toBe(whole.usage.output.totalTokens);
  });

  it.each(bodies(to))('$name: usage stays a partition of the input', ({ value }) => {
    const options = { exchange, context, loss: createLossRecorder() };
    const { usage } = getCodec(to).decodeResponse(value, options);
    const stated = statedInput(to, value);
    if (stated !== undefined) expect(totalInputTokens(usage)).toBe(stated);
  });
});

const asObject = (value: Json | undefined): JsonObject => (isJsonObject(value) ? value : {});
const asList = (value: Json | undefined): JsonObject[] =>
  Array.isArray(value) ? value.filter(isJsonObject) : [];
const count = (value: Json | undefined): number => (typeof value === 'number' ? value : 0);

function statedInput(dialect: Dialect, body: Json): number | undefined {
  const usage = asObject(asObject(body)['usage']);
  if (dialect === 'openai-chat') {
    return typeof usage['prompt_tokens'] === 'number' ? usage['prompt_tokens'] : undefined;
  }
  // Compaction and advisors bill steps of their own, which the upstream lists beside its sum (D09).
  if (Array.isArray(usage['iterations'])) return undefined;
  const keys = ['input_tokens', 'cache_read_input_tokens', 'cache_creation_input_tokens'];
  return 'input_tokens' in usage
    ? keys.reduce((sum, key) => sum + count(usage[key]), 0)
    : undefined;
}

/** What a client sees of an answer, without ids, form and order of keys. */
interface Summary {
  readonly text: string;
  readonly reasoning: string;
  readonly calls: readonly Json[];
  readonly finish: Json;
  readonly outputTokens: Json;
}

function summariseRun(from: Dialect, run: StreamRun): Summary {
  if (from === 'anthropic-messages') {
    const { content, stopReason, usage } = foldMessages(run);
    return messagesSummary(content, stopReason, usage);
  }
  const chat = foldChat(run);
  return {
    text: chat.content + chat.refusal,
    reasoning: chat.reasoning,
    calls: chat.toolCalls.map((call) => [call.id, call.name, parsed(call.arguments)]),
    finish: chat.finishReason,
    outputTokens: asObject(chat.usage)['completion_tokens'] ?? 0,
  };
}

function summarise(from: Dialect, body: Json): Summary {
  const { content, stop_reason: stopReason = null, usage } = asObject(body);
  if (from === 'anthropic-messages') {
    return messagesSummary(asList(content), stopReason, asObject(usage));
  }
  const choice = asObject(asList(asObject(body)['choices'])[0]);
  const message = asObject(choice['message']);
  const text = (key: string): string => (typeof message[key] === 'string' ? message[key] : '');
  return {
    text: text('content') + text('refusal'),
    reasoning: text('reasoning_content') || text('reasoning'),
    calls: asList(message['tool_calls']).map((call) => {
      const fn = asObject(call['function']);
      return [call['id'] ?? '', fn['name'] ?? '', parsed(String(fn['arguments']))];
    }),
    // Some servers name no reason in whole answers, but a stream must.
    finish:
      choice['finish_reason'] || (asList(message['tool_calls']).length > 0 ? 'tool_calls' : 'stop'),
    outputTokens: asObject(usage)['completion_tokens'] ?? 0,
  };
}

const parsed = (text: string): Json => (text === '' ? {} : JSON.parse(text));

function messagesSummary(
  content: readonly Readonly<Record<string, Json>>[],
  finish: Json,
  usage: JsonObject,
): Summary {
  const join = (type: string, key: string): string =>
    content
      .filter((each) => each['type'] === type)
      .map((each) => String(each[key]))
      .join('');
  return {
    text: join('text', 'text'),
    reasoning: join('thinking', 'thinking'),
    calls: content
      .filter(({ type }) => type === 'tool_use')
      .map(({ id, name, input }) => [id ?? '', name ?? '', input ?? {}]),
    finish,
    outputTokens: usage['output_tokens'] ?? 0,
  };
}
