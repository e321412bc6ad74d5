import type { ReasoningFamily } from '@gateway/spec';

/** Names by which the models of a family go, wherever they are served. */
const families: readonly (readonly [RegExp, ReasoningFamily])[] = [
  [/(?:^|[/.:])claude-/, 'anthropic'],
  [/(?:^|[/.:])gemini-/, 'google'],
  [/(?:^|[/.:])grok-/, 'xai'],
  [/(?:^|[/.:])kimi-/, 'moonshot'],
  [/(?:^|[/:])(?:gpt-[3-9]|o[1-9](?:-|$)|chatgpt-|codex-)/, 'openai'],
];

/**
 * Guesses from a model's name who minted the opaque reasoning state in its answers. For relays and
 * compatible servers, which serve anybody's models.
 *
 * @param model - e.g. `anthropic/claude-opus-4-6` or `kimi-k2`
 * @returns `other` when the name says nothing
 * @throws never
 */
export function guessReasoningFamily(model: string): ReasoningFamily {
  const name = model.toLowerCase();
  return families.find(([pattern]) => pattern.test(name))?.[1] ?? 'other';
}
