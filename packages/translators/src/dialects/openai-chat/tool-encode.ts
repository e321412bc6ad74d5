import type { FreeformTool, FunctionTool, JsonObject, ToolDefinition } from '@gateway/spec';
import { encodeCacheMark } from './cache-mark.ts';
import { type EncodeScope, reportLoss } from './encode-scope.ts';
import { constantOf, formHint, members, ownDialect, withOwnExtra } from './wire.ts';

/**
 * Writes an entry of `tools`.
 *
 * @returns `undefined` for tools chat has no form for, which is reported
 * @throws never
 */
export function encodeTool(tool: ToolDefinition, scope: EncodeScope): JsonObject | undefined {
  switch (tool.type) {
    case 'function':
      return encodeFunction(tool, scope);
    case 'freeform':
      return encodeFreeform(tool);
    case 'unknown':
      return tool.dialect === ownDialect ? tool.value : dropTool(tool, scope);
    default:
      return dropTool(tool, scope);
  }
}

function dropTool(tool: ToolDefinition, scope: EncodeScope): undefined {
  const detail = 'chat has no form for this kind of tool';
  reportLoss(tool, scope, { severity: 'dropped', code: 'tool_dropped', detail });
}

function encodeBody({ name, description, inputSchema, strict }: FunctionTool): JsonObject {
  return members({ name, description, parameters: inputSchema, strict });
}

function encodeFunction(tool: FunctionTool, { target }: EncodeScope): JsonObject {
  const mark = encodeCacheMark(tool.cache, target.reasoningFamily);
  const isInside = formHint(tool, 'cache') === 'inside';
  const type = constantOf(tool, 'type', 'function');
  const body = { ...encodeBody(tool), ...(isInside && mark) };
  return withOwnExtra(tool, {
    ...members({ type }),
    function: body,
    ...(!isInside && mark),
  });
}

function encodeFreeform(tool: FreeformTool): JsonObject {
  const { name, description, grammar } = tool;
  const format = grammar && { type: 'grammar', grammar: { ...grammar } };
  return withOwnExtra(tool, { type: 'custom', custom: members({ name, description, format }) });
}

/**
 * Tells whether the client declared a tool in the older `functions` member.
 *
 * @throws never
 */
export function isLegacyFunction(tool: ToolDefinition): tool is FunctionTool {
  return tool.type === 'function' && formHint(tool, 'slot') === 'functions';
}

/**
 * Writes an entry of the older `functions` member.
 *
 * @throws never
 */
export function encodeLegacyFunction(tool: FunctionTool, { target }: EncodeScope): JsonObject {
  const mark = encodeCacheMark(tool.cache, target.reasoningFamily);
  return withOwnExtra(tool, { ...encodeBody(tool), ...mark });
}
