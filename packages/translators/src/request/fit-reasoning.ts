import type { GenerateRequest, ReasoningEffort, ReasoningSettings } from '@gateway/spec';
import type { AdaptContext, AdaptStep } from './adapt-context.ts';
import { clampEffort, effortBudgets, toEffort } from './reasoning-scale.ts';
import { without } from './without.ts';

/** What a client that asks for reasoning without saying how much gets. */
const usualEffort: ReasoningEffort = 'high';

/**
 * Says how much to think in the target's terms: effort, token budget, or adaptively. The amount is
 * carried over by one table and clamped to what the target accepts.
 */
export const fitReasoning: AdaptStep = (request, context) => {
  const { reasoning } = request;
  if (!reasoning) return request;
  noteVisibility(reasoning, context);
  const { style } = context.target.reasoning;
  if (style === 'none') return dropReasoning(request, context);
  const fit = { effort: fitEffort, budget: fitBudget, adaptive: fitAdaptive }[style];
  const fitted = fit(reasoning, context);
  return fitted === reasoning ? request : { ...request, reasoning: fitted };
};

function noteVisibility({ mode, display }: ReasoningSettings, { exchange }: AdaptContext): void {
  if (display === 'none' || (mode === 'off' && display === undefined)) {
    exchange.showReasoning = false;
  } else if (display !== undefined) {
    exchange.showReasoning = true;
  }
}

function dropReasoning(request: GenerateRequest, context: AdaptContext): GenerateRequest {
  const { mode = 'off', effort } = request.reasoning ?? {};
  const asked = mode !== 'off' && (mode !== 'default' || effort !== undefined);
  if (asked) {
    const detail = 'the target does not reason';
    const path = context.pathOf('reasoning');
    context.loss.add({ severity: 'dropped', code: 'reasoning_dropped', path, detail });
  }
  return without(request, 'reasoning');
}

function fitEffort(settings: ReasoningSettings, context: AdaptContext): ReasoningSettings {
  const { mode } = settings;
  if (mode === 'off') return keepOff(settings, context) ?? lowestEffort(settings, context);
  if (mode === 'default' && settings.effort === undefined) return settings;
  // Some vendors' chat has a switch for reasoning without an amount, and the client knows it.
  if (mode === 'adaptive' && settings.effort === undefined && context.sameDialect) return settings;
  const asked = settings.effort ?? (mode === 'budget' ? budgetEffort(settings) : usualEffort);
  const effort = clampEffort(asked, context.target.reasoning.efforts);
  const { budgetTokens: _, effort: __, ...rest } = settings;
  const exact = (mode === 'effort' || mode === 'default') && effort === asked;
  if (exact) return settings;
  note(`${describe(settings)} is sent as effort ${effort ?? 'by default'}`, context);
  return { ...rest, ...(effort ? { mode: 'effort', effort } : { mode: 'default' }) };
}

function fitAdaptive(settings: ReasoningSettings, context: AdaptContext): ReasoningSettings {
  const { mode } = settings;
  if (mode === 'off')
    return keepOff(calmOff(settings, context), context) ?? lowestEffort(settings, context);
  // Models that think adaptively may take budgets too; then the client's own word stays.
  const budgets = context.target.reasoning.maxBudgetTokens > 0;
  if (mode === 'budget' && context.sameDialect && budgets) return settings;
  if (mode === 'default' && settings.effort === undefined) return settings;
  const asked = settings.effort ?? (mode === 'budget' ? budgetEffort(settings) : undefined);
  const effort = asked && clampEffort(asked, context.target.reasoning.efforts);
  if (context.sameDialect && mode !== 'budget' && effort === asked) return settings;
  if (mode === 'budget' || effort !== asked) {
    note(`${describe(settings)} is sent as adaptive, effort ${effort ?? 'by default'}`, context);
  }
  const { budgetTokens: _, effort: __, ...rest } = settings;
  const kept = context.sameDialect && mode !== 'budget' ? mode : 'adaptive';
  return { ...rest, mode: kept, ...(effort && { effort }) };
}

function fitBudget(settings: ReasoningSettings, context: AdaptContext): ReasoningSettings {
  const { mode } = settings;
  const { minBudgetTokens, maxBudgetTokens } = context.target.reasoning;
  if (mode === 'off') {
    return keepOff(settings, context) ?? budgetOf(minBudgetTokens, settings, context);
  }
  if (mode === 'default' && settings.effort === undefined) return settings;
  // Thinking between tools is asked for beside the budget, not instead of it.
  if (mode === 'between-tools' && context.sameDialect) return settings;
  // Anthropic's effort alone does not ask for thinking.
  if (mode === 'effort' && context.sameDialect) return fitLoneEffort(settings, context);
  const asked =
    (mode === 'budget' ? settings.budgetTokens : undefined) ??
    effortBudgets[settings.effort ?? usualEffort];
  const budgetTokens = Math.min(Math.max(asked, minBudgetTokens), maxBudgetTokens);
  if (mode !== 'budget' || budgetTokens !== settings.budgetTokens) {
    return budgetOf(budgetTokens, settings, context);
  }
  return settings.effort === undefined ? settings : fitLoneEffort(settings, context);
}

/** An effort beside or without a budget, for targets that may or may not know efforts. */
function fitLoneEffort(settings: ReasoningSettings, context: AdaptContext): ReasoningSettings {
  const asked = settings.effort ?? usualEffort;
  const effort = clampEffort(asked, context.target.reasoning.efforts);
  if (effort === asked) return settings;
  note(`effort ${asked} is sent as effort ${effort ?? 'by default'}`, context);
  const { effort: _, ...rest } = settings;
  if (effort) return { ...rest, effort };
  return rest.mode === 'effort' ? { ...rest, mode: 'default' } : rest;
}

function budgetOf(
  budgetTokens: number,
  settings: ReasoningSettings,
  context: AdaptContext,
): ReasoningSettings {
  note(`${describe(settings)} is sent as a budget of ${budgetTokens} tokens`, context);
  const { effort: _, ...rest } = settings;
  return { ...rest, mode: 'budget', budgetTokens };
}

function keepOff(settings: ReasoningSettings, { target }: AdaptContext) {
  return target.reasoning.canDisable ? settings : undefined;
}

/** Targets that think adaptively refuse an effort above high beside thinking that is off. */
function calmOff(settings: ReasoningSettings, context: AdaptContext): ReasoningSettings {
  if (settings.effort !== 'xhigh' && settings.effort !== 'max') return settings;
  note(`${describe(settings)} is sent as off, effort high`, context);
  return { ...settings, effort: 'high' };
}

function lowestEffort(settings: ReasoningSettings, context: AdaptContext): ReasoningSettings {
  const effort = context.target.reasoning.efforts[0];
  note(`off is sent as effort ${effort ?? 'by default'}; the target always reasons`, context);
  const { budgetTokens: _, ...rest } = settings;
  return { ...rest, ...(effort ? { mode: 'effort', effort } : { mode: 'default' }) };
}

function budgetEffort({ budgetTokens }: ReasoningSettings): ReasoningEffort {
  return budgetTokens === undefined ? usualEffort : toEffort(budgetTokens);
}

function describe({ mode, effort, budgetTokens }: ReasoningSettings): string {
  if (mode === 'budget') return `a budget of ${budgetTokens ?? 'unknown'} tokens`;
  return effort ? `${mode} at effort ${effort}` : mode;
}

function note(detail: string, { loss, pathOf }: AdaptContext): void {
  const path = pathOf('reasoning');
  loss.add({ severity: 'approximated', code: 'reasoning_approximated', path, detail });
}
