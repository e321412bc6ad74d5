import type { GenerateRequest, ToolDefinition } from '@gateway/spec';
import type { AdaptStep } from './adapt-context.ts';
import { refuse } from './refuse.ts';

/**
 * Refuses to demand the call of a tool that was never declared: leaving the demand out would give an
 * answer to another request.
 */
export const checkToolChoice: AdaptStep = (request, context) => {
  if (context.sameDialect) return request;
  const message = contradiction(request);
  if (message === undefined) return request;
  const path = context.pathOf('toolChoice');
  const loss = 'tool_choice_approximated';
  return refuse({ code: 'invalid_request', path, message, loss }, context);
};

function contradiction({ toolChoice, tools, hosted }: GenerateRequest): string | undefined {
  const { mode, toolName, toolNames = [] } = toolChoice ?? {};
  if (mode === 'any' && tools.length === 0 && hosted === undefined) {
    return 'A tool call is demanded, but no tool is declared.';
  }
  // What a server of tools offers, or a tool of an unknown kind is called, cannot be told from here.
  if (tools.some(isOpaque)) return undefined;
  const wanted = mode === 'tool' ? [toolName ?? ''] : mode === 'subset' ? toolNames : [];
  const declared = new Set(tools.flatMap((tool) => ('name' in tool ? [tool.name] : [])));
  const undeclared = wanted.find((name) => !declared.has(name));
  return undeclared === undefined ? undefined : `The tool '${undeclared}' is not declared.`;
}

function isOpaque({ type }: ToolDefinition): boolean {
  return type === 'mcp' || type === 'unknown';
}
