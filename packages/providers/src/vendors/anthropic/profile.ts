import type { TargetProfileOverrides } from '@gateway/spec';
import { claudeProfile } from '../_family/claude-profile.ts';

/**
 * What holds for every model at Anthropic's own address.
 *
 * @source Anthropic, Messages API reference, read 2026-11-21
 */
const shared: TargetProfileOverrides = {
  reasoningFamily: 'anthropic',
  messages: { metadata: true, serviceTier: true },
};

/** Anthropic serves only Claude; a name without it is a model newer than the naming. */
const unknownModel = claudeProfile('claude-unknown') ?? {};

/**
 * Tells what a model at Anthropic can take.
 *
 * @throws never
 */
export function profile(model: string): TargetProfileOverrides {
  const own = claudeProfile(model) ?? unknownModel;
  return { ...own, ...shared, messages: { ...own.messages, ...shared.messages } };
}
