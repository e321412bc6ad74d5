import Anthropic from '@anthropic-ai/sdk';
import OpenAI from 'openai';
import { type AnswerFacts, factsOfChat, factsOfMessage } from './facts.ts';

/** Where a client is pointed. */
export interface Endpoint {
  readonly url: string;
  readonly key: string;
}

/** A request body of either dialect, as recorded. */
export type RequestBody = Readonly<Record<string, unknown>>;

/** An answer as an official SDK returned it, and its facts. */
export interface Answered {
  readonly raw: unknown;
  readonly facts: AnswerFacts;
}

/**
 * Asks through the official `openai` client; streams go through its own accumulator.
 *
 * @throws the SDK's error for error statuses and for streams its accumulator refuses
 */
export async function askOpenai({ url, key }: Endpoint, body: RequestBody): Promise<Answered> {
  const client = new OpenAI({ baseURL: `${url}/v1`, apiKey: key, maxRetries: 0 });
  // Recorded bodies are what the API takes; the SDK's types cannot know that.
  const params = body as unknown as OpenAI.ChatCompletionCreateParamsNonStreaming;
  const raw =
    body['stream'] === true
      ? await client.chat.completions
          .stream({ ...params, stream: true } as never)
          .finalChatCompletion()
      : await client.chat.completions.create(params);
  return { raw, facts: factsOfChat(raw) };
}

/**
 * Asks through the official `@anthropic-ai/sdk` client; streams go through its own accumulator.
 *
 * @throws the SDK's error for error statuses and for streams its accumulator refuses
 */
export async function askAnthropic(endpoint: Endpoint, body: RequestBody): Promise<Answered> {
  const client = anthropicClient(endpoint);
  const params = body as unknown as Anthropic.MessageCreateParamsNonStreaming;
  const options = { timeout: 60_000 };
  const raw =
    body['stream'] === true
      ? await client.messages.stream(params as never, options).finalMessage()
      : await client.messages.create(params, options);
  return { raw, facts: factsOfMessage(raw) };
}

/** Counts tokens through the official `@anthropic-ai/sdk` client. */
export async function countWithAnthropic(endpoint: Endpoint, body: RequestBody): Promise<number> {
  const params = body as unknown as Anthropic.MessageCountTokensParams;
  const count = await anthropicClient(endpoint).messages.countTokens(params);
  return count.input_tokens;
}

function anthropicClient({ url, key }: Endpoint): Anthropic {
  return new Anthropic({ baseURL: url, apiKey: key, maxRetries: 0 });
}
