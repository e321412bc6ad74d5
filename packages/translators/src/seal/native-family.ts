import type { Dialect, ReasoningFamily } from '@gateway/spec';

const nativeFamilies: Partial<Record<Dialect, ReasoningFamily>> = {
  'anthropic-messages': 'anthropic',
  'bedrock-converse': 'anthropic',
  'openai-responses': 'openai',
  gemini: 'google',
};

/**
 * Tells whose opaque reasoning state a dialect's own slots are made for. State of that family
 * travels to the client as it is, all other state in an envelope.
 *
 * @returns the family; `undefined` for dialects without such a slot of their own
 * @throws never
 */
export function nativeFamilyOf(dialect: Dialect): ReasoningFamily | undefined {
  return nativeFamilies[dialect];
}
