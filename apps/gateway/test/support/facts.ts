import type Anthropic from '@anthropic-ai/sdk';
import type OpenAI from 'openai';

/** What must survive a translation, in words of neither dialect. */
export interface AnswerFacts {
  /** Visible text, refusals included. */
  readonly text: string;
  readonly toolCalls: readonly { readonly name: string; readonly input: unknown }[];
  readonly finish: string;
  /** `null` where the answer says nothing about usage. */
  readonly usage: UsageFacts | null;
}

/** Tokens, all of the input and all of the output. */
export interface UsageFacts {
  readonly inputTokens: number;
  readonly cacheReadTokens: number;
  readonly outputTokens: number;
}

/** Reads the facts of a chat completion as the official SDK returned it. */
export function factsOfChat(completion: OpenAI.ChatCompletion): AnswerFacts {
  const choice = completion.choices[0];
  const message = choice?.message;
  const toolCalls = (message?.tool_calls ?? []).map((call) =>
    call.type === 'custom'
      ? { name: call.custom.name, input: call.custom.input }
      : { name: call.function.name, input: parse(call.function.arguments) },
  );
  return {
    text: `${withoutThinkTags(message?.content ?? '')}${message?.refusal ?? ''}`,
    toolCalls,
    finish: toFinish(chatFinish[choice?.finish_reason ?? ''], toolCalls),
    usage: completion.usage ? usageOfChat(completion.usage) : null,
  };
}

/** Reads the usage object of a chat completion. */
export function usageOfChat(usage: OpenAI.CompletionUsage): UsageFacts {
  return {
    inputTokens: usage.prompt_tokens,
    cacheReadTokens: usage.prompt_tokens_details?.cached_tokens ?? 0,
    // Some vendors leave reasoning out of `completion_tokens`, but not out of the total.
    outputTokens: Math.max(usage.completion_tokens, usage.total_tokens - usage.prompt_tokens),
  };
}

/** Some models write their reasoning into the text; the gateway knows them and takes it out. */
function withoutThinkTags(text: string): string {
  return text.replace(/^\s*<think>[^]*?(<\/think>\s*|$)/, '');
}

/** Reads the facts of a message as the official SDK returned it. */
export function factsOfMessage(message: Anthropic.Message): AnswerFacts {
  const texts = message.content.flatMap((block) => (block.type === 'text' ? [block.text] : []));
  const toolCalls = message.content.flatMap((block) =>
    block.type === 'tool_use' ? [{ name: block.name, input: block.input }] : [],
  );
  return {
    text: texts.join('') + (message.stop_details?.explanation ?? ''),
    toolCalls,
    finish: toFinish(messageFinish[message.stop_reason ?? ''], toolCalls),
    usage: usageOfMessage(message.usage),
  };
}

interface TokenCounts {
  readonly input_tokens: number;
  readonly output_tokens: number;
  readonly cache_read_input_tokens: number | null;
  readonly cache_creation_input_tokens: number | null;
  readonly type?: string;
}

/** Reads the usage object of a message. */
export function usageOfMessage(usage: TokenCounts & { iterations?: unknown }): UsageFacts {
  // The top level leaves out what compaction cost; it is listed among the steps.
  const steps = Array.isArray(usage.iterations) ? (usage.iterations as TokenCounts[]) : [];
  const counted = [usage, ...steps.filter(({ type }) => type === 'compaction')];
  const cacheReadTokens = sum(counted, (step) => step.cache_read_input_tokens ?? 0);
  return {
    inputTokens:
      sum(counted, (step) => step.input_tokens + (step.cache_creation_input_tokens ?? 0)) +
      cacheReadTokens,
    cacheReadTokens,
    outputTokens: sum(counted, (step) => step.output_tokens),
  };
}

const sum = <Item>(items: readonly Item[], read: (item: Item) => number): number =>
  items.reduce((total, item) => total + read(item), 0);

const parse = (text: string): unknown => (text === '' ? {} : JSON.parse(text));

/** An answer with calls for the client ended because of them, whatever word was used. */
function toFinish(word: string | undefined, toolCalls: readonly unknown[]): string {
  const finish = word ?? 'stop';
  return finish === 'stop' && toolCalls.length > 0 ? 'tool-calls' : finish;
}

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
