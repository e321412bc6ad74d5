import { type JsonObject, type LossCode, lossCodes, type LossReport } from '@gateway/spec';
import { describe, expect, it } from 'vitest';
import { translateRequest, type TranslateRequestOptions, translateResponse } from '../src/index.ts';
import { block, chunk, exchangeOf, messageEnd, messageStart, runStream, sse } from './support.ts';

type Case = readonly [severity: LossReport[number]['severity'], report: () => LossReport];

const request =
  (
    from: TranslateRequestOptions['from'],
    body: JsonObject,
    rest: Partial<TranslateRequestOptions> = {},
  ) =>
  (): LossReport => {
    const to = from === 'openai-chat' ? 'anthropic-messages' : 'openai-chat';
    const user = { role: 'user', content: 'hi' };
    const messages = [user];
    return translateRequest({ from, to, request: { model: 'm', messages, ...body }, ...rest }).loss;
  };
const chat = (body: JsonObject, rest: Partial<TranslateRequestOptions> = {}) =>
  request('openai-chat', { max_completion_tokens: 9, ...body }, rest);
const messages = (body: JsonObject, rest: Partial<TranslateRequestOptions> = {}) =>
  request('anthropic-messages', { max_tokens: 9, ...body }, rest);

const chatTool = (name: string, parameters: JsonObject = { type: 'object', properties: {} }) => ({
  type: 'function',
  function: { name, parameters },
});
const said = (...content: readonly JsonObject[]): JsonObject => ({ role: 'assistant', content });
const user = (...content: readonly JsonObject[]): JsonObject => ({ role: 'user', content });
const text = (words: string, rest: JsonObject = {}): JsonObject => ({
  type: 'text',
  text: words,
  ...rest,
});
const called: JsonObject = { type: 'tool_use', id: 'a', name: 'look', input: {} };
const answered = (content: readonly JsonObject[], rest: JsonObject = {}): JsonObject =>
  user({ type: 'tool_result', tool_use_id: 'a', content, ...rest });
const chatCall = (id: string, input = '{}'): JsonObject => ({
  role: 'assistant',
  content: null,
  tool_calls: [{ id, type: 'function', function: { name: 'look', arguments: input } }],
});
const chatResult = (id: string): JsonObject => ({ role: 'tool', tool_call_id: id, content: 'x' });
const mark: JsonObject = { cache_control: { type: 'ephemeral', ttl: '1h' } };
const format: JsonObject = {
  type: 'json_schema',
  json_schema: { name: 'n', schema: { type: 'object', properties: {} } },
};
const picture: JsonObject = {
  type: 'image',
  source: { type: 'url', url: 'https://example.com/a' },
};
const document: JsonObject = {
  type: 'document',
  source: { type: 'text', media_type: 'text/plain', data: 'a' },
  citations: { enabled: true },
};

const chatOnMessages = (sealed: boolean) => (): LossReport => {
  const exchange = exchangeOf('openai-chat', 'anthropic-messages');
  const body = {
    id: 'a',
    type: 'message',
    content: [{ type: 'thinking', thinking: 'hm', signature: 's' }, text('so')],
    stop_reason: 'end_turn',
  };
  const context = sealed ? { sealKey: new Uint8Array(32) } : {};
  return translateResponse({ exchange, response: { body }, context }).loss;
};

/** How each loss comes about between the two dialects. */
const cases: Readonly<Record<LossCode, Case>> = {
  field_dropped: ['dropped', messages({ container: 'c' })],
  unknown_field_dropped: ['dropped', chat({ brand_new: 1 })],
  part_dropped: ['approximated', messages({ system: [text('x-anthropic-billing-header: a')] })],
  unknown_part_dropped: ['dropped', messages({ messages: [user({ type: 'new' }, text('a'))] })],
  tool_dropped: ['dropped', messages({ tools: [{ type: 'code_execution_20250825', name: 'c' }] })],
  tool_choice_approximated: [
    'approximated',
    chat({
      tools: [chatTool('look')],
      tool_choice: {
        type: 'allowed_tools',
        allowed_tools: { mode: 'auto', tools: [{ type: 'function', function: { name: 'look' } }] },
      },
    }),
  ],
  tool_name_changed: ['kept', chat({ tools: [chatTool('a.b')] })],
  tool_call_id_changed: ['kept', chat({ messages: [chatCall('a:b'), chatResult('a:b')] })],
  tool_input_wrapped: [
    'approximated',
    chat({ messages: [chatCall('a', 'no json'), chatResult('a')] }),
  ],
  tool_result_approximated: [
    'approximated',
    messages({ messages: [said(called), answered([text('no')], { is_error: true })] }),
  ],
  tool_reference_as_text: [
    'approximated',
    messages({ messages: [said(called), answered([{ type: 'tool_reference', tool_name: 'b' }])] }),
  ],
  history_repaired: ['approximated', chat({ messages: [chatCall('a'), user(text('go'))] })],
  system_moved: [
    'approximated',
    chat({ messages: [user(text('a')), { role: 'system', content: 'b' }, user(text('c'))] }),
  ],
  media_moved: ['approximated', messages({ messages: [said(called), answered([picture])] })],
  media_dropped: [
    'refused',
    messages({ messages: [user(picture)] }, { target: { input: { image: false } } }),
  ],
  cache_mark_dropped: ['dropped', messages({ system: [text('a', mark)] })],
  cache_mark_approximated: [
    'approximated',
    chat({ messages: [user(text('a', { cache_control: { type: 'ephemeral', ttl: '24h' } }))] }),
  ],
  reasoning_dropped: [
    'dropped',
    messages({
      messages: [
        said({ type: 'thinking', thinking: 'a', signature: '' }, text('b')),
        user(text('c')),
      ],
    }),
  ],
  reasoning_approximated: [
    'approximated',
    chat({ reasoning_effort: 'low', max_completion_tokens: 9000 }),
  ],
  seal_enveloped: ['kept', chatOnMessages(true)],
  seal_dropped: ['dropped', chatOnMessages(false)],
  sampling_dropped: ['dropped', messages({ top_k: 4 })],
  sampling_clamped: [
    'approximated',
    chat({ temperature: 2 }, { target: { sampling: { temperature: true } } }),
  ],
  limit_clamped: ['approximated', messages({}, { target: { limits: { maxOutputTokens: 5 } } })],
  limit_defaulted: ['approximated', request('openai-chat', {})],
  stop_emulated: ['kept', messages({ stop_sequences: ['a', 'b', 'c', 'd', 'e'] })],
  schema_approximated: ['approximated', chat({ tools: [chatTool('a', { anyOf: [] })] })],
  output_format_emulated: ['approximated', chat({ response_format: format })],
  citation_dropped: ['dropped', messages({ messages: [user(document)] })],
  logprobs_dropped: ['dropped', chat({ logprobs: true })],
  text_trimmed: ['approximated', chat({ messages: [user(text('a')), said(text('b '))] })],
  finish_approximated: [
    'approximated',
    () =>
      runStream(
        exchangeOf('openai-chat', 'anthropic-messages'),
        sse(
          messageStart,
          ...block(0, text(''), { type: 'text_delta', text: 'a' }),
          ...messageEnd('model_context_window_exceeded'),
        ),
      ).translator.loss,
  ],
  usage_estimated: [
    'approximated',
    () =>
      runStream(
        exchangeOf('anthropic-messages', 'openai-chat'),
        sse(chunk({ content: 'a' }), chunk({}, { finish_reason: 'stop' }), '[DONE]'),
      ).translator.loss,
  ],
  beta_dropped: [
    'dropped',
    messages(
      {},
      {
        request: {
          operation: 'generate',
          headers: { 'anthropic-beta': 'b-1' },
          body: { model: 'm', max_tokens: 9, messages: [user(text('a'))] },
        },
      },
    ),
  ],
};

describe('losses between the two dialects', () => {
  it.each(Object.entries(cases))('%s is reported', (code, [severity, report]) => {
    expect(report()).toContainEqual(expect.objectContaining({ code, severity }));
  });

  it('are all there are', () => {
    expect(Object.keys(cases).toSorted()).toEqual([...lossCodes].toSorted());
  });
});
