import type { JsonObject } from '@gateway/spec';
import { describe, expect, it } from 'vitest';
import {
  createStreamTranslator,
  renderError,
  translateRequest,
  translateResponse,
} from '../src/index.ts';
import {
  block,
  exchangeOf,
  type FoldedChat,
  foldChat,
  messageEnd,
  messageStart,
  runStream,
  sealKey,
  smallRequest,
  sse,
  weatherTool,
} from './support.ts';

const exchange = exchangeOf('openai-chat', 'anthropic-messages', {
  members: { tools: [weatherTool['openai-chat']] },
});
const run = (...events: readonly JsonObject[]) => runStream(exchange, sse(messageStart, ...events));
const fold = (...events: readonly JsonObject[]): FoldedChat => foldChat(run(...events));
const text = block(0, { type: 'text', text: '' }, { type: 'text_delta', text: 'hi' });
const thinking = block(
  0,
  { type: 'thinking', thinking: '', signature: '' },
  { type: 'thinking_delta', thinking: 'hm' },
  { type: 'signature_delta', signature: 'c2lnbmF0dXJl' },
);
const toolUse = (index: number): JsonObject => ({
  type: 'tool_use',
  id: `toolu_${index}`,
  name: 'weather',
  input: {},
});

describe('a chat client on a Messages upstream, streamed', () => {
  it('gets reasoning as reasoning_content and its state in reasoning_details (D01)', () => {
    const { reasoning, details, content } = fold(
      ...thinking,
      ...block(1, { type: 'text', text: '' }, { type: 'text_delta', text: 'so' }),
      ...messageEnd('end_turn'),
    );
    expect([reasoning, content]).toEqual(['hm', 'so']);
    expect(JSON.stringify(details)).toContain('gw1.anthropic.signature.');
  });

  it('sends the state back to the family that minted it, byte for byte', () => {
    const { details, toolCalls } = fold(
      ...thinking,
      ...block(1, toolUse(1), { type: 'input_json_delta', partial_json: '{"a":1}' }),
      ...messageEnd('tool_use'),
    );
    const [call] = toolCalls;
    const messages = [
      { role: 'user', content: 'hi' },
      {
        role: 'assistant',
        content: null,
        reasoning_content: 'hm',
        reasoning_details: details,
        tool_calls: [
          {
            id: call?.id ?? '',
            type: 'function',
            function: { name: 'weather', arguments: '{"a":1}' },
          },
        ],
      },
      { role: 'tool', tool_call_id: call?.id ?? '', content: 'sunny' },
    ];
    const request = smallRequest('openai-chat', {
      messages,
      tools: [weatherTool['openai-chat']],
    });
    const back = translateRequest({
      from: 'openai-chat',
      to: 'anthropic-messages',
      request,
      context: { sealKey },
    });
    const sent = JSON.stringify(back.ok && back.request.body);
    expect(sent).toContain('"signature":"c2lnbmF0dXJl"');
    expect(sent).toContain('"thinking":"hm"');
  });

  it('gets no text of redacted reasoning, but its state (D02)', () => {
    const { content, reasoning, details } = fold(
      {
        type: 'content_block_start',
        index: 0,
        content_block: { type: 'redacted_thinking', data: 'c2VjcmV0' },
      },
      { type: 'content_block_stop', index: 0 },
      ...block(1, { type: 'text', text: '' }, { type: 'text_delta', text: 'so' }),
      ...messageEnd('end_turn'),
    );
    expect([content, reasoning]).toEqual(['so', '']);
    expect(JSON.stringify(details)).toContain('gw1.anthropic.redacted.');
  });

  it('gets usage of both ends of the stream, cache included (D03)', () => {
    expect(fold(...text, ...messageEnd('end_turn')).usage).toMatchObject({
      prompt_tokens: 20,
      completion_tokens: 5,
      total_tokens: 25,
      prompt_tokens_details: { cached_tokens: 8 },
    });
  });

  it('gets the tokens of a compaction counted in, and those of an advisor not (D09)', () => {
    const step = (type: string, input: number, output: number): JsonObject => ({
      type,
      input_tokens: input,
      output_tokens: output,
    });
    const [, stop] = messageEnd('end_turn');
    const usage = {
      input_tokens: 12,
      output_tokens: 5,
      iterations: [step('compaction', 100, 10), step('advisor_message', 40, 4)],
    };
    const end = { type: 'message_delta', delta: { stop_reason: 'end_turn' }, usage };
    expect(fold(...text, end, stop ?? {}).usage).toMatchObject({
      // 8 are read from the cache.
      prompt_tokens: 120,
      completion_tokens: 15,
    });
  });

  it('gets a refusal with content_filter, and its explanation (D05)', () => {
    const details = { type: 'refusal', category: 'cyber', explanation: 'I will not.' };
    const { finishReason, refusal } = fold(
      ...text,
      ...messageEnd('refusal', { stop_details: details }),
    );
    expect([finishReason, refusal]).toEqual(['content_filter', 'I will not.']);
  });

  it('can still be answered with a status when the first event is an error (D06)', () => {
    const translator = createStreamTranslator({ exchange });
    const error = { type: 'error', error: { type: 'overloaded_error', message: 'Overloaded' } };
    const step = translator.push(new TextEncoder().encode(sse(error)));
    expect(step).toMatchObject({ output: '', error: { code: 'upstream_overloaded' } });
    expect(translator.contentStarted).toBe(false);
    const rendering = step.error && renderError({ to: 'openai-chat', error: step.error });
    expect(rendering).toMatchObject({ status: 503, body: { error: { message: 'Overloaded' } } });
  });

  it('gets empty arguments as an empty object (D07)', () => {
    const { toolCalls, finishReason } = fold(...block(0, toolUse(0)), ...messageEnd('tool_use'));
    expect(toolCalls).toEqual([{ id: 'toolu_0', name: 'weather', arguments: '{}' }]);
    expect(finishReason).toBe('tool_calls');
  });

  it('is not asked to run a tool that the provider ran (D08)', () => {
    const server = {
      type: 'server_tool_use',
      id: 'srvtoolu_1',
      name: 'web_fetch',
      input: { url: 'x' },
    };
    const { toolCalls, finishReason } = fold(
      ...block(0, server),
      ...block(1, { type: 'text', text: '' }, { type: 'text_delta', text: 'so' }),
      ...messageEnd('end_turn'),
    );
    expect(toolCalls).toEqual([]);
    expect(finishReason).toBe('stop');
  });

  it('gets nothing of a fallback marker (D10)', () => {
    const { content } = fold(
      ...block(0, { type: 'fallback', from: { model: 'a' }, to: { model: 'b' } }),
      ...block(1, { type: 'text', text: '' }, { type: 'text_delta', text: 'so' }),
      ...messageEnd('end_turn'),
    );
    expect(content).toBe('so');
  });

  it('is not disturbed by blocks and events nobody knows (D11)', () => {
    const { content } = fold(
      { type: 'brand_new_event', value: 1 },
      ...block(0, { type: 'brand_new_block', data: 1 }, { type: 'brand_new_delta', x: 2 }),
      ...block(1, { type: 'text', text: '' }, { type: 'text_delta', text: 'so' }),
      ...messageEnd('end_turn'),
    );
    expect(content).toBe('so');
  });

  it('gets an error and no [DONE] when the upstream stops before message_delta (K05)', () => {
    const { events, translator, payloads } = run(...text);
    expect(events.some(({ data }) => data === '[DONE]')).toBe(false);
    expect(payloads.at(-1)).toHaveProperty('error');
    expect(translator.failed?.code).toBe('upstream_truncated');
  });

  it('gets a whole answer when the upstream stops after message_delta (K05)', () => {
    const [delta] = messageEnd('end_turn');
    expect(fold(...text, ...(delta ? [delta] : [])).finishReason).toBe('stop');
  });

  it('gets no usage chunk when it did not ask for one', () => {
    const quiet = exchangeOf('openai-chat', 'anthropic-messages', {
      members: { stream: true, stream_options: { include_usage: false } },
    });
    const out = runStream(quiet, sse(messageStart, ...text, ...messageEnd('end_turn')));
    expect(foldChat(out).usage).toBeNull();
    expect(out.translator.usage.output.totalTokens).toBe(5);
  });
});

describe('a chat client on a Messages upstream, not streamed', () => {
  it('gets cached tokens inside the prompt tokens (D04)', () => {
    const result = translateResponse({
      exchange: { ...exchange, stream: false },
      response: {
        status: 200,
        body: JSON.stringify({
          id: 'msg_1',
          type: 'message',
          role: 'assistant',
          model: 'up',
          content: [{ type: 'text', text: 'hi' }],
          stop_reason: 'end_turn',
          stop_sequence: null,
          usage: { input_tokens: 25, cache_read_input_tokens: 75, output_tokens: 10 },
        }),
      },
    });
    expect(result).toMatchObject({
      ok: true,
      response: {
        body: {
          model: 'm',
          choices: [{ message: { content: 'hi' }, finish_reason: 'stop' }],
          usage: {
            prompt_tokens: 100,
            completion_tokens: 10,
            total_tokens: 110,
            prompt_tokens_details: { cached_tokens: 75 },
          },
        },
      },
    });
  });
});
