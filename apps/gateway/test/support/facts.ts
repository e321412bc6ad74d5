import type Anthropic from '@anthropic-ai/sdk';
import type OpenAI from 'openai';

/** What must survive a translation, in words of neither dialect. */
export interface AnswerFacts {
  readonly text: string;
  readonly toolCalls: readonly { readonly name: string; readonly input: unknown }[];
  readonly finish: string;
  readonly usage: {
    readonly inputTokens: number;
    readonly cacheReadTokens: number;
    readonly outputTokens: number;
  } | null;
}

/** Reads the facts of a chat completion as the official SDK returned it. */
export function factsOfChat(completion: OpenAI.ChatCompletion): AnswerFacts {
  const choice = completion.choices[0];
  const message = choice?.message;
  const usage = completion.usage;
  return {
    text: `${message?.content ?? ''}${message?.refusal ?? ''}`,
    toolCalls: (message?.tool_calls ?? []).map((call) =>
      call.type === 'custom'
        ? { name: call.custom.name, input: call.custom.input }
        : { name: call.function.name, input: parse(call.function.arguments) },
    ),
    finish: chatFinish[choice?.finish_reason ?? ''] ?? `chat:${choice?.finish_reason}`,
    usage: usage
      ? {
          inputTokens: usage.prompt_tokens,
          cacheReadTokens: usage.prompt_tokens_details?.cached_tokens ?? 0,
          outputTokens: usage.completion_tokens,
        }
      : null,
  };
}

/** Reads the facts of a message as the official SDK returned it. */
export function factsOfMessage(message: Anthropic.Message): AnswerFacts {
  const texts = message.content.flatMap((block) => (block.type === 'text' ? [block.text] : []));
  const { usage } = message;
  const cacheReadTokens = usage.cache_read_input_tokens ?? 0;
  return {
    text: texts.join(''),
    toolCalls: message.content.flatMap((block) =>
      block.type === 'tool_use' ? [{ name: block.name, input: block.input }] : [],
    ),
    finish: messageFinish[message.stop_reason ?? ''] ?? `message:${message.stop_reason}`,
    usage: {
      inputTokens: usage.input_tokens + cacheReadTokens + (usage.cache_creation_input_tokens ?? 0),
      cacheReadTokens,
      outputTokens: usage.output_tokens,
    },
  };
}

const parse = (text: string): unknown => (text === '' ? {} : JSON.parse(text));

// Words that both dialects can say. What one of them cannot say falls to the nearest it can.
const chatFinish: Readonly<Record<string, string>> = {
  stop: 'stop',
  length: 'length',
  tool_calls: 'tool-calls',
  function_call: 'tool-calls',
  content_filter: 'filtered',
};

const messageFinish: Readonly<Record<string, string>> = {
  end_turn: 'stop',
  stop_sequence: 'stop',
  pause_turn: 'stop',
  compaction: 'stop',
  max_tokens: 'length',
  model_context_window_exceeded: 'length',
  tool_use: 'tool-calls',
  refusal: 'filtered',
};
