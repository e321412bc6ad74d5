import type { ReasoningFamily, Seal } from '@gateway/spec';

/** Names of formats in `reasoning_details`, as routers write them. */
const formats: Readonly<Partial<Record<ReasoningFamily, string>>> = {
  anthropic: 'anthropic-claude-v1',
  openai: 'openai-responses-v1',
  google: 'google-gemini-v1',
  xai: 'xai-responses-v1',
};

/**
 * Tells who minted the state of a reasoning detail by the detail's `format`.
 *
 * @throws never
 */
export function familyOfFormat(format: unknown): ReasoningFamily {
  if (typeof format !== 'string') return 'other';
  if (format.startsWith('anthropic')) return 'anthropic';
  if (format.startsWith('openai')) return 'openai';
  if (format.startsWith('google') || format.startsWith('gemini')) return 'google';
  return format.startsWith('xai') ? 'xai' : 'other';
}

/**
 * Names the format of a reasoning detail.
 *
 * @throws never
 */
export function formatOfFamily(family: ReasoningFamily): string {
  return formats[family] ?? 'unknown';
}

/**
 * Makes the state of a `reasoning.encrypted` detail. What Anthropic calls redacted and Google a
 * thought signature goes by the same name there.
 *
 * @throws never
 */
export function encryptedSeal(value: string, family: ReasoningFamily): Seal {
  if (family === 'anthropic') return { family, form: 'redacted', value };
  return { family, form: family === 'google' ? 'thought-signature' : 'encrypted', value };
}
