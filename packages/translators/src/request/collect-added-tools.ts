import type { ToolDefinition } from '@gateway/spec';
import type { AdaptContext, AdaptStep } from './adapt-context.ts';
import { mapParts } from './map-parts.ts';
import { replaceTurns } from './replace-turns.ts';

/**
 * Declares tools that were added in mid-conversation at the top instead, where every dialect has
 * them. A tool of the same name that is declared already wins.
 */
export const collectAddedTools: AdaptStep = (request, context) => {
  if (context.sameDialect) return request;
  const added: ToolDefinition[] = [];
  const turns = mapParts(request.turns, (part, { path }) => {
    if (part.type !== 'toolset-change' || part.change === 'reveal') return part;
    if (part.change === 'add') added.push(...(part.add ?? []));
    else {
      const detail = 'tools cannot be removed in mid-conversation';
      context.loss.add({ severity: 'dropped', code: 'part_dropped', path, detail });
    }
    return [];
  });
  const tools = uniqueTools([...request.tools, ...added], context);
  return { ...replaceTurns(request, turns), tools };
};

/** The first declaration of a name wins; a direct tool wins over one of a namespace. */
function uniqueTools(
  tools: readonly ToolDefinition[],
  { loss }: AdaptContext,
): readonly ToolDefinition[] {
  const seen = new Set<string>();
  return tools.filter((tool) => {
    if (tool.type !== 'function' && tool.type !== 'freeform') return true;
    const key = JSON.stringify([tool.namespace ?? null, tool.name]);
    if (seen.has(key)) {
      const detail = 'a tool is declared twice, and the first declaration holds';
      const path = tool.wire?.path ?? '';
      loss.add({ severity: 'approximated', code: 'tool_dropped', path, detail });
      return false;
    }
    seen.add(key);
    return true;
  });
}
