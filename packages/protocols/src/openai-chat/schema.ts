import { z } from 'zod';

/**
 * Schemas of OpenAI Chat Completions. They check and nothing more: use the original object
 * afterwards, because a parsed copy has its keys reordered.
 *
 * @source OpenAI API reference, "Chat completions"; openai-node 7 types, read November 2026
 */

const text = z.string().nullish();
const count = z.number().nullish();
const flag = z.boolean().nullish();

/** A part of a message's content. */
export const chatContentPartSchema = z.looseObject({ type: z.string() });

/** A call of a tool inside an assistant message of a request or an answer. */
export const chatToolCallSchema = z.looseObject({
  id: text,
  type: text,
  function: z.looseObject({ name: text, arguments: z.unknown().optional() }).nullish(),
  custom: z.looseObject({ name: text, input: text }).nullish(),
});

/** A message of a request. */
export const chatMessageSchema = z.looseObject({
  role: z.string(),
  content: z.union([z.string(), z.array(chatContentPartSchema), z.null()]).optional(),
  name: text,
  tool_call_id: text,
  tool_calls: z.array(chatToolCallSchema).nullish(),
});

/** A request as clients send it; unknown keys are kept. */
export const chatRequestSchema = z.looseObject({
  model: z.string().min(1),
  messages: z.array(chatMessageSchema).min(1),
  stream: flag,
  stream_options: z.looseObject({ include_usage: flag }).nullish(),
  tools: z.array(z.looseObject({ type: z.string() })).nullish(),
  max_tokens: count,
  max_completion_tokens: count,
  temperature: count,
  top_p: count,
  n: count,
  stop: z.union([z.string(), z.array(z.string()), z.null()]).optional(),
});

/** Tokens of an answer. */
export const chatUsageSchema = z.looseObject({
  prompt_tokens: count,
  completion_tokens: count,
  total_tokens: count,
  prompt_tokens_details: z
    .looseObject({ cached_tokens: count, cache_write_tokens: count, audio_tokens: count })
    .nullish(),
  completion_tokens_details: z
    .looseObject({ reasoning_tokens: count, audio_tokens: count })
    .nullish(),
});

/** The message of an answer. */
export const chatAnswerMessageSchema = z.looseObject({
  role: text,
  content: z.unknown().optional(),
  refusal: text,
  tool_calls: z.array(chatToolCallSchema).nullish(),
});

/** An answer as upstreams give it. */
export const chatResponseSchema = z.looseObject({
  id: text,
  object: text,
  created: count,
  model: text,
  choices: z.array(
    z.looseObject({
      index: count,
      finish_reason: text,
      message: chatAnswerMessageSchema.nullish(),
    }),
  ),
  usage: chatUsageSchema.nullish(),
});

/** One chunk of a streamed answer. */
export const chatChunkSchema = z.looseObject({
  id: text,
  object: text,
  created: count,
  model: text,
  choices: z
    .array(
      z.looseObject({
        index: count,
        finish_reason: text,
        delta: z
          .looseObject({
            role: text,
            content: z.unknown().optional(),
            refusal: text,
            tool_calls: z.array(chatToolCallSchema.extend({ index: count })).nullish(),
          })
          .nullish(),
      }),
    )
    .nullish(),
  usage: chatUsageSchema.nullish(),
});

/** An error, as a body or as a chunk of a stream. */
export const chatErrorSchema = z.looseObject({
  error: z.looseObject({
    message: text,
    type: text,
    param: text,
    code: z.union([z.string(), z.number()]).nullish(),
  }),
});

/** A request as clients send it. */
export type ChatRequest = z.infer<typeof chatRequestSchema>;
/** A message of a request. */
export type ChatMessage = z.infer<typeof chatMessageSchema>;
/** A part of a message's content. */
export type ChatContentPart = z.infer<typeof chatContentPartSchema>;
/** A call of a tool. */
export type ChatToolCall = z.infer<typeof chatToolCallSchema>;
/** Tokens of an answer. */
export type ChatUsage = z.infer<typeof chatUsageSchema>;
/** An answer as upstreams give it. */
export type ChatResponse = z.infer<typeof chatResponseSchema>;
/** One chunk of a streamed answer. */
export type ChatChunk = z.infer<typeof chatChunkSchema>;
/** An error body. */
export type ChatError = z.infer<typeof chatErrorSchema>;
