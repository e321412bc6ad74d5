import type { GenerateRequest, ToolChoice, ToolDefinition } from '@gateway/spec';
import type { AdaptContext, AdaptStep } from './adapt-context.ts';
import { traitsOf } from './dialect-traits.ts';
import { refuse } from './refuse.ts';
import { without } from './without.ts';

/** Says in the target's terms which tools may or must be called, and whether several at once. */
export const fitToolChoice: AdaptStep = (request, context) => {
  checkFunctions(request, context);
  return fitParallel(fitChoice(request, context), context);
};

function checkFunctions({ tools }: GenerateRequest, context: AdaptContext): void {
  if (context.target.tools.functions) return;
  if (!tools.some((tool) => tool.type === 'function' || tool.type === 'freeform')) return;
  const message = 'The chosen model does not take tools.';
  refuse(
    { code: 'unsupported', path: context.pathOf('tools'), message, loss: 'tool_dropped' },
    context,
  );
}

function fitChoice(request: GenerateRequest, context: AdaptContext): GenerateRequest {
  const choice = request.toolChoice;
  if (!choice) return request;
  if (request.tools.length === 0) {
    const forced = choice.mode !== 'auto' && choice.mode !== 'none';
    if (forced) note('there is no tool left to call', context);
    return without(request, 'toolChoice');
  }
  if (choice.mode === 'tool') return fitOne(request, choice, context);
  if (choice.mode === 'subset') return fitSubset(request, choice, context);
  if (choice.mode !== 'validated' || context.sameDialect) return request;
  note('calls are not held to their schemas', context);
  return { ...request, toolChoice: { mode: 'auto' } };
}

function fitOne(
  request: GenerateRequest,
  choice: ToolChoice,
  context: AdaptContext,
): GenerateRequest {
  const chosen = request.tools.find((tool) => nameOf(tool) === choice.toolName);
  if (!chosen && !context.sameDialect) {
    note('the tool that must be called is not offered', context);
    return { ...request, toolChoice: { mode: 'auto' } };
  }
  // Wrapping turned the tool into a function, and the choice must say so too.
  if (choice.target !== 'freeform' || chosen?.type !== 'function') return request;
  return { ...request, toolChoice: { ...choice, target: 'function' } };
}

function fitSubset(
  request: GenerateRequest,
  choice: ToolChoice,
  context: AdaptContext,
): GenerateRequest {
  if (context.sameDialect || traitsOf(context.to).subsetToolChoice) return request;
  const names = new Set(choice.toolNames);
  const tools = request.tools.filter((tool) => names.has(nameOf(tool) ?? ''));
  note('only the allowed tools are offered, which a prompt cache sees as another request', context);
  if (tools.length === 0) return { ...without(request, 'toolChoice'), tools };
  return { ...request, tools, toolChoice: { mode: choice.required ? 'any' : 'auto' } };
}

function nameOf(tool: ToolDefinition): string | undefined {
  return tool.type === 'mcp' || tool.type === 'unknown' ? undefined : tool.name;
}

function fitParallel(request: GenerateRequest, context: AdaptContext): GenerateRequest {
  const parallel = request.parallelToolCalls;
  if (parallel === undefined) return request;
  const offered = request.tools.length > 0;
  if (offered && context.target.tools.parallelSetting) return request;
  if (offered && !parallel) {
    const detail = 'the target cannot be told to call one tool at a time';
    const path = context.pathOf('parallelToolCalls');
    context.loss.add({ severity: 'dropped', code: 'tool_choice_approximated', path, detail });
  }
  return without(request, 'parallelToolCalls');
}

function note(detail: string, { loss, pathOf }: AdaptContext): void {
  const path = pathOf('toolChoice');
  loss.add({ severity: 'approximated', code: 'tool_choice_approximated', path, detail });
}
