import type { GenerateRequest, JsonObject, ToolChoice } from '@gateway/spec';
import { createTaker, type Taker } from './taker.ts';
import { type LossScope, ownDialect, reportLoss, withOwnExtra } from './wire.ts';

/** What `tool_choice` says. */
export type ToolPolicy = Pick<GenerateRequest, 'toolChoice' | 'parallelToolCalls'>;

/**
 * Takes `tool_choice`, whose switch for parallel calls is the other way round.
 *
 * @throws `GatewayError` `invalid_request` in strict scopes
 */
export function takeToolChoice(take: Taker): ToolPolicy {
  const value = take.object('tool_choice');
  if (value === undefined) return {};
  const inner = createTaker(value, { ...take.scope, path: 'tool_choice' });
  const mode = inner.oneOf('type', ['auto', 'any', 'tool', 'none']);
  if (mode === undefined) {
    take.putBack('tool_choice', value);
    return {};
  }
  const disabled = inner.boolean('disable_parallel_tool_use');
  const toolName = mode === 'tool' ? inner.string('name') : undefined;
  const toolChoice: ToolChoice = {
    mode,
    ...(toolName !== undefined && { toolName }),
    wire: inner.notes(),
  };
  return { toolChoice, ...(disabled !== undefined && { parallelToolCalls: !disabled }) };
}

/**
 * Writes `tool_choice`.
 *
 * @returns `undefined` where nothing needs to be said, or no tool is offered
 * @throws never
 */
export function encodeToolChoice(
  request: GenerateRequest,
  scope: LossScope,
): JsonObject | undefined {
  const { toolChoice, parallelToolCalls } = request;
  const isOwn = toolChoice?.wire?.dialect === ownDialect;
  // The API refuses a choice among no tools.
  if (request.tools.length === 0 && !isOwn) return undefined;
  if (toolChoice === undefined) {
    return parallelToolCalls === false
      ? { type: 'auto', disable_parallel_tool_use: true }
      : undefined;
  }
  const own = encodeMode(toolChoice, scope);
  const mayBeParallel = parallelToolCalls !== undefined && (own['type'] !== 'none' || isOwn);
  return withOwnExtra(toolChoice, {
    ...own,
    ...(mayBeParallel && { disable_parallel_tool_use: !parallelToolCalls }),
  });
}

function encodeMode(choice: ToolChoice, scope: LossScope): JsonObject {
  switch (choice.mode) {
    case 'auto':
    case 'none':
    case 'any':
      return { type: choice.mode };
    case 'tool':
      return { type: 'tool', ...(choice.toolName !== undefined && { name: choice.toolName }) };
    case 'subset':
    case 'validated':
      reportLoss(choice, scope, { severity: 'approximated', code: 'tool_choice_approximated' });
      return { type: choice.required ? 'any' : 'auto' };
  }
}
