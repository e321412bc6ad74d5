import {
  type GenerateRequest,
  type JsonObject,
  type LimitSettings,
  type ReasoningEffort,
  type ReasoningSettings,
  reasoningEfforts,
  type TargetProfile,
} from '@gateway/spec';
import { createTaker, type Taker } from './taker.ts';
import { formHint, type LossScope } from './wire.ts';

const modes = {
  enabled: 'budget',
  adaptive: 'adaptive',
  disabled: 'off',
  between_tools: 'between-tools',
} as const;

const types = {
  budget: 'enabled',
  adaptive: 'adaptive',
  off: 'disabled',
  'between-tools': 'between_tools',
} as const;

const displays = { summarized: 'auto', omitted: 'none' } as const;

/**
 * Takes `thinking` and the effort of `output_config`.
 *
 * @param outputConfig - the opened `output_config`, where there is one
 * @throws `GatewayError` `invalid_request` in strict scopes
 */
export function takeReasoning(
  take: Taker,
  outputConfig: Taker | undefined,
): ReasoningSettings | undefined {
  const effort = outputConfig?.oneOf('effort', reasoningEfforts);
  const thinking = takeThinking(take);
  if (thinking === undefined && effort === undefined) return undefined;
  return { ...(thinking ?? { mode: 'effort' }), ...(effort !== undefined && { effort }) };
}

function takeThinking(take: Taker): ReasoningSettings | undefined {
  const value = take.object('thinking');
  if (value === undefined) return undefined;
  const inner = createTaker(value, { ...take.scope, path: 'thinking' });
  const type = inner.oneOf('type', ['enabled', 'adaptive', 'disabled', 'between_tools']);
  if (type === undefined) {
    take.putBack('thinking', value);
    return undefined;
  }
  const budgetTokens = inner.number('budget_tokens');
  const display = inner.oneOf('display', ['summarized', 'omitted']);
  take.putBack('thinking', inner.rest());
  return {
    mode: modes[type],
    ...(budgetTokens !== undefined && { budgetTokens }),
    ...(display !== undefined && { display: displays[display] }),
  };
}

/** `thinking`, the effort and the output ceiling, which depend on each other. */
export interface EncodedReasoning {
  readonly thinking?: JsonObject;
  readonly effort?: string;
  /** Tokens; absent only for token counts. */
  readonly maxTokens?: number;
}

/** What {@link encodeReasoningSettings} needs besides the request. */
export interface ReasoningEncoding extends LossScope {
  readonly limits: TargetProfile['limits'];
  readonly minBudgetTokens: number;
  readonly isCount: boolean;
}

/**
 * Writes `thinking`, effort and `max_tokens`. Here `max_tokens` holds the thinking too, so a ceiling
 * that leaves no room for the budget is raised, up to what the model can give.
 *
 * @throws never
 */
export function encodeReasoningSettings(
  request: GenerateRequest,
  options: ReasoningEncoding,
): EncodedReasoning {
  const settings = request.reasoning;
  const effort = settings?.effort;
  const effortMember = effort === undefined ? {} : { effort: toAllowedEffort(effort, options) };
  const maxOutput = options.isCount
    ? request.limits?.maxOutputTokens
    : outputCeiling(request.limits, options);
  const thinking = encodeThinking(settings);
  if (settings?.mode !== 'budget' || maxOutput === undefined || isAsSent(request)) {
    return compact({ ...effortMember, thinking, maxTokens: maxOutput });
  }
  return compact({ ...effortMember, ...fitBudget(settings, maxOutput, options) });
}

/** The client itself wrote this budget beside this ceiling. */
const isAsSent = (request: GenerateRequest): boolean =>
  formHint(request, 'budget') === budgetHint(request.reasoning, request.limits);

/**
 * Notes which budget stood beside which ceiling.
 *
 * @throws never
 */
export function budgetHint(
  reasoning: ReasoningSettings | undefined,
  limits: LimitSettings | undefined,
): string | undefined {
  if (reasoning?.mode !== 'budget') return undefined;
  return `${reasoning.budgetTokens ?? ''} of ${limits?.maxOutputTokens ?? ''}`;
}

function toAllowedEffort(effort: ReasoningEffort, scope: LossScope): string {
  if (effort !== 'minimal') return effort;
  scope.loss.add({
    severity: 'approximated',
    code: 'reasoning_approximated',
    path: 'reasoning.effort',
    detail: 'The lowest effort here is low.',
  });
  return 'low';
}

function outputCeiling(limits: LimitSettings | undefined, options: ReasoningEncoding): number {
  if (limits?.maxOutputTokens !== undefined) return limits.maxOutputTokens;
  options.loss.add({
    severity: 'approximated',
    code: 'limit_defaulted',
    path: 'limits.maxOutputTokens',
    detail: 'The API demands a ceiling and the request gave none.',
  });
  return options.limits.defaultMaxOutputTokens;
}

function encodeThinking(settings: ReasoningSettings | undefined): JsonObject | undefined {
  const mode = settings?.mode;
  if (mode === undefined || mode === 'default' || mode === 'effort') return undefined;
  return {
    type: types[mode],
    ...(settings?.budgetTokens !== undefined && { budget_tokens: settings.budgetTokens }),
    ...encodeDisplay(settings, mode),
  };
}

function encodeDisplay(
  settings: ReasoningSettings | undefined,
  mode: keyof typeof types,
): JsonObject {
  if (settings?.display === undefined || mode === 'off') return {};
  return { display: settings.display === 'none' ? 'omitted' : 'summarized' };
}

/**
 * Makes a budget fit below the ceiling, as the API demands: by a ceiling that holds the answer and
 * the budget, else by a smaller budget, else by no thinking.
 */
function fitBudget(
  settings: ReasoningSettings,
  maxOutput: number,
  options: ReasoningEncoding,
): EncodedReasoning {
  const wanted = settings.budgetTokens ?? options.minBudgetTokens;
  if (wanted < maxOutput) {
    return compact({
      thinking: encodeThinking({ ...settings, budgetTokens: wanted }),
      maxTokens: maxOutput,
    });
  }
  const cap = options.limits.maxOutputTokens ?? Number.POSITIVE_INFINITY;
  const maxTokens = Math.min(maxOutput + wanted, Math.max(cap, maxOutput));
  const room = maxTokens - Math.max(1, Math.min(maxOutput, Math.floor(maxTokens / 2)));
  const budgetTokens = Math.min(wanted, room);
  if (budgetTokens < options.minBudgetTokens) {
    reportBudget(options, 'dropped', 'reasoning_dropped');
    return { thinking: { type: 'disabled' }, maxTokens: maxOutput };
  }
  if (budgetTokens < wanted) reportBudget(options, 'approximated', 'reasoning_approximated');
  return compact({ thinking: encodeThinking({ ...settings, budgetTokens }), maxTokens });
}

function reportBudget(
  { loss }: ReasoningEncoding,
  severity: 'dropped' | 'approximated',
  code: 'reasoning_dropped' | 'reasoning_approximated',
): void {
  const detail = 'The budget does not fit the output ceiling.';
  loss.add({ severity, code, path: 'reasoning.budgetTokens', detail });
}

function compact(members: {
  readonly thinking?: JsonObject | undefined;
  readonly effort?: string;
  readonly maxTokens?: number | undefined;
}): EncodedReasoning {
  const kept = Object.entries(members).filter(([, value]) => value !== undefined);
  // Only members that are `undefined` were taken away, which the result's type allows to be absent.
  return Object.fromEntries(kept) as EncodedReasoning;
}
