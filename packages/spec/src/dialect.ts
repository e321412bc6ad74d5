/** Every wire format the gateway speaks, declared once; folders elsewhere bear these names. */
export const dialects = [
  'openai-chat',
  'openai-completions',
  'openai-responses',
  'anthropic-messages',
  'gemini',
  'ollama-chat',
  'ollama-generate',
  'bedrock-converse',
  'cohere-chat',
] as const;

/** The id of a wire format. */
export type Dialect = (typeof dialects)[number];

/**
 * Tells whether a string names a wire format of {@link dialects}.
 *
 * @throws never
 */
export function isDialect(value: unknown): value is Dialect {
  return (dialects as readonly unknown[]).includes(value);
}

/**
 * Families of models that mint opaque reasoning state. State goes back only to the family that
 * minted it; another family answers it with an error.
 */
export const reasoningFamilies = [
  'anthropic',
  'openai',
  'google',
  'xai',
  'moonshot',
  'other',
] as const;

/** The id of a family of {@link reasoningFamilies}. */
export type ReasoningFamily = (typeof reasoningFamilies)[number];
