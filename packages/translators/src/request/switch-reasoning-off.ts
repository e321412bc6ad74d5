import type { GenerateRequest } from '@gateway/spec';
import type { AdaptContext, AdaptStep } from './adapt-context.ts';
import { traitsOf } from './dialect-traits.ts';
import { reasoningIsOn } from './reasoning-is-on.ts';
import { refuse } from './refuse.ts';

/**
 * Leaves reasoning off where the target would refuse it: beside function tools, beside a forced tool
 * choice, or in the middle of a tool turn whose sealed reasoning the client did not give back.
 */
export const switchReasoningOff: AdaptStep = (request, context) => {
  if (context.target.reasoning.forbidsTools && offersFunctions(request)) {
    return offBesideTools(request, context);
  }
  if (!reasoningIsOn(request, context.target)) return request;
  if (context.target.reasoning.forbidsForcedToolChoice && isForced(request)) {
    return context.target.reasoning.canDisable
      ? off(request, 'reasoning and a forced tool choice exclude each other', context)
      : freeChoice(request, context);
  }
  if (!lacksSealedReasoning(request, context)) return request;
  return off(request, 'earlier reasoning of this tool turn did not come back', context);
};

function offersFunctions({ tools }: GenerateRequest): boolean {
  return tools.some(({ type }) => type === 'function' || type === 'freeform');
}

/** Said even where the client asked for nothing, because such targets reason unless told not to. */
function offBesideTools(request: GenerateRequest, context: AdaptContext): GenerateRequest {
  const { mode, effort: _, budgetTokens: __, ...rest } = request.reasoning ?? {};
  if (mode === 'off') return request;
  if (!context.target.reasoning.canDisable) refuseTools(context);
  const path = context.pathOf('reasoning');
  const detail = 'reasoning is turned off, because the target takes no tools beside it';
  context.loss.add({ severity: 'approximated', code: 'reasoning_approximated', path, detail });
  return { ...request, reasoning: { ...rest, mode: 'off' } };
}

function refuseTools(context: AdaptContext): never {
  return refuse(
    {
      code: 'unsupported',
      path: context.pathOf('tools'),
      message: 'The chosen model always reasons and then takes no tools here.',
      loss: 'tool_dropped',
    },
    context,
  );
}

function isForced({ toolChoice }: GenerateRequest): boolean {
  const { mode, required } = toolChoice ?? {};
  return mode === 'any' || mode === 'tool' || (mode === 'subset' && required === true);
}

function off(request: GenerateRequest, detail: string, context: AdaptContext): GenerateRequest {
  const path = context.pathOf('reasoning');
  context.loss.add({ severity: 'dropped', code: 'reasoning_dropped', path, detail });
  const { effort: _, budgetTokens: __, ...rest } = request.reasoning ?? {};
  return { ...request, reasoning: { ...rest, mode: 'off' } };
}

function freeChoice(request: GenerateRequest, { loss, pathOf }: AdaptContext): GenerateRequest {
  const path = pathOf('toolChoice');
  const detail = 'the target always reasons and then takes no forced tool choice';
  loss.add({ severity: 'approximated', code: 'tool_choice_approximated', path, detail });
  return { ...request, toolChoice: { mode: 'auto' } };
}

/** Whether the open tool loop at the end of the conversation holds calls but no sealed reasoning. */
function lacksSealedReasoning(request: GenerateRequest, { to, target }: AdaptContext): boolean {
  const { style, canDisable } = target.reasoning;
  if (style !== 'budget' || !canDisable || !traitsOf(to).budgetNeedsSealedReasoning) return false;
  const last = request.turns.findLastIndex((turn) => turn.role === 'assistant');
  if (request.turns[last + 1]?.role !== 'tool') return false;
  const start = request.turns.findLastIndex((turn, at) => at < last && turn.role === 'user');
  const loop = request.turns.slice(start + 1, last + 1);
  return !loop.some((turn) =>
    turn.parts.some((part) => part.type === 'reasoning' && part.seals.length > 0),
  );
}
