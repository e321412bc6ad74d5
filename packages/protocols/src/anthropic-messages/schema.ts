import { z } from 'zod';

/**
 * Schemas of Anthropic Messages. They check and nothing more: use the original object afterwards,
 * because a parsed copy has its keys reordered.
 *
 * @source Anthropic API reference, "Messages"; anthropic-sdk-typescript 1.12 types, read November 2026
 */

const text = z.string().nullish();
const count = z.number().nullish();
const flag = z.boolean().nullish();

/** A content block, of a request or an answer. */
export const messagesBlockSchema = z.looseObject({ type: z.string() });

/** A message of a request. */
export const messagesMessageSchema = z.looseObject({
  role: z.string(),
  content: z.union([z.string(), z.array(messagesBlockSchema)]),
});

/** A request as clients send it; token counts leave `max_tokens` out. Unknown keys are kept. */
export const messagesRequestSchema = z.looseObject({
  model: z.string().min(1),
  messages: z.array(messagesMessageSchema),
  max_tokens: count,
  system: z.union([z.string(), z.array(messagesBlockSchema), z.null()]).optional(),
  stream: flag,
  tools: z.array(z.looseObject({ name: text, type: text })).nullish(),
  tool_choice: z.looseObject({ type: z.string() }).nullish(),
  stop_sequences: z.array(z.string()).nullish(),
  thinking: z.looseObject({ type: z.string() }).nullish(),
  temperature: count,
  top_p: count,
  top_k: count,
});

/** Tokens of an answer; every field may be missing in `message_delta`. */
export const messagesUsageSchema = z.looseObject({
  input_tokens: count,
  output_tokens: count,
  cache_creation_input_tokens: count,
  cache_read_input_tokens: count,
});

/** An answer as upstreams give it. */
export const messagesResponseSchema = z.looseObject({
  id: text,
  type: text,
  role: text,
  model: text,
  content: z.array(messagesBlockSchema),
  stop_reason: text,
  stop_sequence: text,
  usage: messagesUsageSchema.nullish(),
});

/** One event of a streamed answer; which other members there are depends on `type`. */
export const messagesStreamEventSchema = z.looseObject({
  type: z.string(),
  index: count,
  message: z.looseObject({ id: text, model: text, usage: messagesUsageSchema.nullish() }).nullish(),
  content_block: messagesBlockSchema.nullish(),
  delta: z.looseObject({ type: text, stop_reason: text, stop_sequence: text }).nullish(),
  usage: messagesUsageSchema.nullish(),
});

/** An error, as a body or as an event of a stream. */
export const messagesErrorSchema = z.looseObject({
  type: text,
  error: z.looseObject({ type: text, message: text }),
  request_id: text,
});

/** Answer of a token count. */
export const messagesCountSchema = z.looseObject({ input_tokens: z.number() });

/** A request as clients send it. */
export type MessagesRequest = z.infer<typeof messagesRequestSchema>;
/** A message of a request. */
export type MessagesMessage = z.infer<typeof messagesMessageSchema>;
/** A content block. */
export type MessagesBlock = z.infer<typeof messagesBlockSchema>;
/** Tokens of an answer. */
export type MessagesUsage = z.infer<typeof messagesUsageSchema>;
/** An answer as upstreams give it. */
export type MessagesResponse = z.infer<typeof messagesResponseSchema>;
/** One event of a streamed answer. */
export type MessagesStreamEvent = z.infer<typeof messagesStreamEventSchema>;
/** An error body. */
export type MessagesError = z.infer<typeof messagesErrorSchema>;
/** Answer of a token count. */
export type MessagesCount = z.infer<typeof messagesCountSchema>;
