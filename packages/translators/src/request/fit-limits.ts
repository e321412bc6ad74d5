import type { GenerateRequest, LimitSettings } from '@gateway/spec';
import type { AdaptContext, AdaptStep } from './adapt-context.ts';
import { traitsOf } from './dialect-traits.ts';
import { refuse } from './refuse.ts';
import { without } from './without.ts';

/**
 * Fits the ceilings: refuses several answers where one is all there is, keeps the output ceiling
 * within the model's and above the reasoning budget, and gives one where the dialect demands it.
 */
export const fitLimits: AdaptStep = (request, context) => {
  const counted = fitCounts(request, context);
  return fitBudget(fitOutputLimit(counted, context), context);
};

function fitCounts(request: GenerateRequest, context: AdaptContext): GenerateRequest {
  const { limits } = request;
  if (!limits) return request;
  let kept: LimitSettings = limits;
  if (limits.choices !== undefined && !context.target.output.choices) {
    if (limits.choices > 1) refuseChoices(context);
    kept = without(kept, 'choices');
  }
  if (limits.maxToolCalls !== undefined && !context.sameDialect) {
    const path = context.pathOf('limits.maxToolCalls');
    const detail = 'the target cannot limit the number of tool calls';
    context.loss.add({ severity: 'dropped', code: 'field_dropped', path, detail });
    kept = without(kept, 'maxToolCalls');
  }
  return kept === limits ? request : { ...request, limits: kept };
}

function refuseChoices(context: AdaptContext): never {
  return refuse(
    {
      code: 'unsupported',
      path: context.pathOf('limits.choices'),
      message: 'The chosen model gives one answer at a time.',
      loss: 'field_dropped',
    },
    context,
  );
}

function fitOutputLimit(request: GenerateRequest, context: AdaptContext): GenerateRequest {
  const { limits: target } = context.target;
  const asked = request.limits?.maxOutputTokens;
  if (asked === undefined) {
    const needed = traitsOf(context.to).requiresOutputLimit && context.operation !== 'count';
    // What a client of the same dialect leaves out is between it and the upstream.
    if (!needed || context.sameDialect) return request;
    const given = withinModel(target.defaultMaxOutputTokens + ownBudget(request, context), context);
    note(
      'limit_defaulted',
      `${given} output tokens, because the target demands a ceiling`,
      context,
    );
    return withLimit(request, given);
  }
  if (asked < 1 && !context.sameDialect) refuseNoOutput(context);
  const most = target.maxOutputTokens ?? asked;
  return asked > most ? clampLimit(request, most, context) : request;
}

function refuseNoOutput(context: AdaptContext): never {
  return refuse(
    {
      code: 'unsupported',
      path: context.pathOf('limits.maxOutputTokens'),
      message: 'The chosen model cannot be asked for no output, as a way to fill its cache.',
      loss: 'limit_clamped',
    },
    context,
  );
}

function clampLimit(
  request: GenerateRequest,
  maxOutputTokens: number,
  context: AdaptContext,
): GenerateRequest {
  note('limit_clamped', `sent as ${maxOutputTokens} output tokens`, context);
  return withLimit(request, maxOutputTokens);
}

/** Budgets count against the output ceiling, so the budget must leave room for an answer. */
function fitBudget(request: GenerateRequest, context: AdaptContext): GenerateRequest {
  const { mode, budgetTokens } = request.reasoning ?? {};
  const limit = request.limits?.maxOutputTokens;
  if (mode !== 'budget' || budgetTokens === undefined || limit === undefined) return request;
  // A budget of the client's own may exceed the ceiling, when it thinks between tools.
  const own = context.sameDialect && context.original.reasoning?.mode === 'budget';
  if (budgetTokens < limit || own) return request;
  const raised = withinModel(limit + budgetTokens, context);
  const room = raised > budgetTokens ? request : lowerBudget(request, raised, context);
  return raised === limit ? room : clampLimit(room, raised, context);
}

function lowerBudget(
  request: GenerateRequest,
  limit: number,
  context: AdaptContext,
): GenerateRequest {
  const { minBudgetTokens, canDisable } = context.target.reasoning;
  const budgetTokens = Math.floor(limit / 2);
  const path = context.pathOf('reasoning');
  const { effort: _, budgetTokens: __, ...rest } = request.reasoning ?? {};
  if (budgetTokens >= minBudgetTokens || !canDisable) {
    const detail = `a budget of ${budgetTokens} tokens leaves room for an answer`;
    context.loss.add({ severity: 'approximated', code: 'reasoning_approximated', path, detail });
    return { ...request, reasoning: { ...rest, mode: 'budget', budgetTokens } };
  }
  const detail = 'the output ceiling leaves no room for reasoning';
  context.loss.add({ severity: 'dropped', code: 'reasoning_dropped', path, detail });
  return { ...request, reasoning: { ...rest, mode: 'off' } };
}

function ownBudget(request: GenerateRequest, { target }: AdaptContext): number {
  if (request.reasoning?.mode !== 'budget') return 0;
  return Math.min(request.reasoning.budgetTokens ?? 0, target.reasoning.maxBudgetTokens);
}

function withinModel(tokens: number, { target }: AdaptContext): number {
  return Math.min(tokens, target.limits.maxOutputTokens ?? tokens);
}

function withLimit(request: GenerateRequest, maxOutputTokens: number): GenerateRequest {
  return { ...request, limits: { ...request.limits, maxOutputTokens } };
}

function note(
  code: 'limit_clamped' | 'limit_defaulted',
  detail: string,
  { loss, pathOf }: AdaptContext,
): void {
  loss.add({ severity: 'approximated', code, path: pathOf('limits.maxOutputTokens'), detail });
}
