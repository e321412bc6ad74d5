import type { GenerateRequest, ReasoningFamily } from '@gateway/spec';
import { type CountRules, countPartTokens } from './count-part-tokens.ts';
import { countToolTokens } from './count-tool-tokens.ts';
import { estimateTextTokens } from './estimate-text-tokens.ts';
import { rulesOf } from './family-rules.ts';
import type { TextCounter } from './text-counter.ts';

/** What {@link estimateInputTokens} can be told. */
export interface EstimateOptions {
  /** Whose models will read the request; absent = counted like OpenAI's. */
  readonly family?: ReasoningFamily;
  /** Correction learnt from real usage, see `createCalibration`; absent = 1. */
  readonly factor?: number;
  /** A tokeniser to use for text instead of the built-in estimate; its numbers are taken as they are. */
  readonly countText?: TextCounter;
}

/**
 * Estimates the input tokens of a request: text, tools, images and files, and what each message
 * adds. Errs upward rather than downward, because a client that compacts early loses less than one
 * whose request does not fit. Takes time linear in the size of the request.
 *
 * @returns whole tokens, ≥ 1
 * @throws never, unless `countText` does
 */
export function estimateInputTokens(
  request: GenerateRequest,
  { family, factor = 1, countText }: EstimateOptions = {},
): number {
  const rules = rulesOf(family);
  const count: CountRules = {
    rules,
    countText: countText ?? ((text) => estimateTextTokens(text) * rules.textFactor),
  };
  const tokens =
    rules.perRequest +
    countTurns(request, count) +
    countTools(request, count) +
    countFormat(request, count);
  return Math.max(1, Math.ceil(tokens * factor));
}

function countTurns({ turns }: GenerateRequest, count: CountRules): number {
  let tokens = 0;
  for (const turn of turns) {
    tokens += count.rules.perMessage;
    for (const part of turn.parts) tokens += countPartTokens(part, count);
  }
  return tokens;
}

function countTools({ tools }: GenerateRequest, count: CountRules): number {
  if (tools.length === 0) return 0;
  return tools.reduce((sum, tool) => sum + countToolTokens(tool, count), count.rules.perToolList);
}

function countFormat({ output }: GenerateRequest, { rules, countText }: CountRules): number {
  if (output?.format?.type !== 'json-schema') return 0;
  return rules.perFormat + countText(JSON.stringify(output.format.schema)) * rules.schemaFactor;
}
