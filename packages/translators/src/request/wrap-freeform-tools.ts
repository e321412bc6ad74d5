import type { FreeformTool, FunctionTool, Part, ToolDefinition } from '@gateway/spec';
import type { AdaptContext, AdaptStep } from './adapt-context.ts';
import { mapParts } from './map-parts.ts';
import { placeNotes } from './place-notes.ts';
import { replaceTurns } from './replace-turns.ts';

/** The property that holds the text of a wrapped tool. */
const wrappedProperty = 'input';

/**
 * Declares freeform tools as functions of one string where the target knows functions only, with
 * the grammar in the description. Calls in the history follow; the answer is unwrapped again.
 */
export const wrapFreeformTools: AdaptStep = (request, context) => {
  const { exchange, target, loss, pathOf } = context;
  if (request.tools.some((tool) => tool.type === 'freeform')) exchange.freeformTools = true;
  if (target.tools.freeform) return request;
  const tools = request.tools.map((tool, index) => {
    if (tool.type !== 'freeform') return tool;
    const path = tool.wire?.path ?? `${pathOf('tools')}[${index}]`;
    const detail = 'a freeform tool is declared as a function of one string';
    loss.add({ severity: 'kept', code: 'tool_input_wrapped', path, detail });
    noteWrapped(tool, context);
    return toFunction(tool);
  });
  const turns = mapParts(request.turns, wrapCall);
  if (turns === request.turns && !changed(tools, request.tools)) return request;
  return { ...replaceTurns(request, turns), tools };
};

function changed(tools: readonly ToolDefinition[], before: readonly ToolDefinition[]): boolean {
  return tools.some((tool, index) => tool !== before[index]);
}

function noteWrapped({ name }: FreeformTool, { exchange }: AdaptContext): void {
  const known = exchange.toolNames.get(name);
  exchange.toolNames.set(name, { ...(known ?? { name }), kind: 'freeform', wrappedProperty });
}

function toFunction(tool: FreeformTool): FunctionTool {
  const { name, namespace, description, grammar } = tool;
  const words = grammar
    ? `The input must follow this ${grammar.syntax} grammar:\n${grammar.definition}`
    : 'The input is plain text, not JSON.';
  return {
    type: 'function',
    name,
    ...(namespace !== undefined && { namespace }),
    description: description ? `${description}\n\n${words}` : words,
    inputSchema: {
      type: 'object',
      properties: { [wrappedProperty]: { type: 'string' } },
      required: [wrappedProperty],
      additionalProperties: false,
    },
    ...placeNotes(tool),
  };
}

function wrapCall(part: Part): Part {
  if (part.type !== 'tool-call' || part.inputFormat !== 'text') return part;
  const text = JSON.stringify({ [wrappedProperty]: part.input.text });
  return { ...part, inputFormat: 'json', input: { text } };
}
