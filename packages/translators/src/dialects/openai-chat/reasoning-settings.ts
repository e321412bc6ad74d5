import {
  isJsonObject,
  type JsonObject,
  type ReasoningEffort,
  type ReasoningSettings,
  reasoningEfforts,
} from '@gateway/spec';
import type { Reader } from './reader.ts';
import { members } from './wire.ts';

/** How a client asked for reasoning: OpenAI's word, or an object other servers know. */
export type ReasoningSlot = 'reasoning_effort' | 'reasoning' | 'thinking';

/** Settings of reasoning, and in which member of the request they stood. */
export interface TakenReasoning {
  readonly reasoning: ReasoningSettings;
  readonly slot: ReasoningSlot;
  /** How the member said so, where it could have said it otherwise. */
  readonly word?: string;
}

/**
 * Takes the settings of reasoning from the first member that has any. Values the decoder does not
 * know stay unread.
 *
 * @throws never
 */
export function takeReasoningSettings(body: Reader): TakenReasoning | undefined {
  return takeEffort(body) ?? takeObject(body) ?? takeThinking(body);
}

function toSettings(effort: 'none' | ReasoningEffort): ReasoningSettings {
  return effort === 'none' ? { mode: 'off' } : { mode: 'effort', effort };
}

function takeEffort(body: Reader): TakenReasoning | undefined {
  const effort = body.oneOf('reasoning_effort', ['none', ...reasoningEfforts]);
  if (effort === undefined) return undefined;
  return { reasoning: toSettings(effort), slot: 'reasoning_effort' };
}

function takeObject(body: Reader): TakenReasoning | undefined {
  const slot = 'reasoning';
  if (!isJsonObject(body.peek(slot))) return undefined;
  const object = body.child(slot);
  const reasoning = object && readObject(object);
  if (!object || !reasoning) return undefined;
  const hides = object.peek('exclude') === true && object.boolean('exclude') === true;
  const display = hides ? ({ display: 'none' } as const) : {};
  const { word, ...settings } = reasoning;
  return { reasoning: { ...settings, ...display }, slot, ...(word !== undefined && { word }) };
}

function readObject(object: Reader): (ReasoningSettings & { readonly word?: string }) | undefined {
  const effort = object.oneOf('effort', ['none', ...reasoningEfforts]);
  if (effort !== undefined) return toSettings(effort);
  const budgetTokens =
    typeof object.peek('max_tokens') === 'number' ? object.number('max_tokens') : undefined;
  if (budgetTokens !== undefined) return { mode: 'budget', budgetTokens };
  if (typeof object.peek('enabled') !== 'boolean') return undefined;
  return object.boolean('enabled') === true
    ? { mode: 'adaptive' }
    : { mode: 'off', word: 'enabled' };
}

function takeThinking(body: Reader): TakenReasoning | undefined {
  const slot = 'thinking';
  const value = body.peek(slot);
  if (!isJsonObject(value)) return undefined;
  const { type } = value;
  if (type !== 'enabled' && type !== 'disabled' && type !== 'adaptive') return undefined;
  const object = body.child(slot);
  object?.any('type');
  if (type === 'disabled') return { reasoning: { mode: 'off' }, slot };
  const hasBudget = type === 'enabled' && typeof value['budget_tokens'] === 'number';
  const budgetTokens = hasBudget ? object?.number('budget_tokens') : undefined;
  if (budgetTokens !== undefined) return { reasoning: { mode: 'budget', budgetTokens }, slot };
  return { reasoning: { mode: 'adaptive' }, slot, word: type };
}

/**
 * Writes the settings of reasoning.
 *
 * @param from - the member the client used, and its word; `undefined` for other dialects' clients
 * @returns nothing where chat has no way to say it
 * @throws never
 */
export function encodeReasoningSettings(
  reasoning: ReasoningSettings,
  from: { readonly slot: string | undefined; readonly word: string | undefined },
): JsonObject {
  if (from.slot === 'reasoning') return { reasoning: toObject(reasoning, from.word) };
  if (from.slot === 'thinking' && reasoning.mode !== 'effort') {
    return { thinking: toThinking(reasoning, from.word) };
  }
  return members({ reasoning_effort: toEffort(reasoning) });
}

function toEffort({ mode, effort }: ReasoningSettings): string | undefined {
  return mode === 'off' ? 'none' : effort;
}

function toObject(reasoning: ReasoningSettings, word: string | undefined): JsonObject {
  const { mode, effort, budgetTokens, display } = reasoning;
  const isWordless = mode === 'off' && word === 'enabled';
  return members({
    effort: mode === 'off' && !isWordless ? 'none' : effort,
    max_tokens: mode === 'budget' ? budgetTokens : undefined,
    enabled: isWordless ? false : mode === 'adaptive' ? true : undefined,
    exclude: display === 'none' ? true : undefined,
  });
}

function toThinking(
  { mode, budgetTokens }: ReasoningSettings,
  word: string | undefined,
): JsonObject {
  if (mode === 'off') return { type: 'disabled' };
  if (mode === 'budget') return members({ type: 'enabled', budget_tokens: budgetTokens });
  return { type: word ?? 'enabled' };
}
