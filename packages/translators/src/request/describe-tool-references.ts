import type { Part, TextPart, ToolsetChangePart } from '@gateway/spec';
import type { AdaptStep } from './adapt-context.ts';
import { mapParts } from './map-parts.ts';
import { replaceTurns } from './replace-turns.ts';

/**
 * Says in words which tools a search made visible, for targets that cannot load tools later, and
 * shows them all tools from the start.
 */
export const describeToolReferences: AdaptStep = (request, context) => {
  if (context.target.tools.deferLoading && context.sameDialect) return request;
  const turns = mapParts(request.turns, (part, { path }) => {
    if (part.type !== 'toolset-change' || part.change !== 'reveal') return part;
    const detail = 'the tools found are named in words';
    context.loss.add({ severity: 'approximated', code: 'tool_reference_as_text', path, detail });
    return toText(part);
  });
  const deferred = request.tools.some((tool) => tool.type === 'function' && tool.deferLoading);
  if (!deferred) return replaceTurns(request, turns);
  const tools = request.tools.map((tool) => {
    if (tool.type !== 'function' || tool.deferLoading === undefined) return tool;
    const { deferLoading: _, ...shown } = tool;
    return shown;
  });
  return { ...replaceTurns(request, turns), tools };
};

function toText({ names = [] }: ToolsetChangePart): Part | readonly Part[] {
  if (names.length === 0) return [];
  const text = names.length === 1 ? `Tool found: ${names[0]}` : `Tools found: ${names.join(', ')}`;
  return { type: 'text', text } satisfies TextPart;
}
