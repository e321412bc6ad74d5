import type {
  FunctionTool,
  Json,
  JsonObject,
  McpTool,
  NativeTool,
  ToolDefinition,
} from '@gateway/spec';
import { encodeCacheMark, takeCacheMark } from './cache-mark.ts';
import {
  createTaker,
  invalidField,
  joinPath,
  type ReadScope,
  requireString,
  type Taker,
} from './taker.ts';
import {
  formHint,
  type LossScope,
  ownDialect,
  reportForeignExtra,
  reportLoss,
  withOwnExtra,
} from './wire.ts';

const datedType = /_\d{8}$/;

/**
 * Reads one entry of `tools`.
 *
 * @throws `GatewayError` `invalid_request` in strict scopes, naming the field
 */
export function decodeTool(value: JsonObject, scope: ReadScope): ToolDefinition {
  const type = value['type'] ?? 'custom';
  const take = createTaker(value, scope);
  if (type === 'custom') return decodeFunctionTool(take);
  if (type === 'mcp_toolset') return decodeMcpToolset(take);
  if (typeof type === 'string' && datedType.test(type)) return decodeNativeTool(take);
  return {
    type: 'unknown',
    dialect: ownDialect,
    value,
    wire: { dialect: ownDialect, path: scope.path },
  };
}

function decodeFunctionTool(take: Taker): FunctionTool {
  const type = take.string('type');
  const name = requireString(take, 'name');
  const description = take.string('description');
  const inputSchema = take.any('input_schema');
  const strict = take.boolean('strict');
  const inputExamples = take.array('input_examples');
  const deferLoading = take.boolean('defer_loading');
  const allowedCallers = takeStrings(take, 'allowed_callers');
  const eagerInputStreaming = take.boolean('eager_input_streaming');
  return {
    type: 'function',
    name,
    ...(description !== undefined && { description }),
    ...(inputSchema !== undefined && { inputSchema }),
    ...(strict !== undefined && { strict }),
    ...(inputExamples !== undefined && { inputExamples }),
    ...(deferLoading !== undefined && { deferLoading }),
    ...(allowedCallers !== undefined && { allowedCallers }),
    ...(eagerInputStreaming !== undefined && { eagerInputStreaming }),
    ...takeCacheMark(take),
    wire: take.notes(type === undefined ? undefined : { type }),
  };
}

/**
 * Takes a list if all its items are strings; any other list stays.
 *
 * @throws `GatewayError` `invalid_request` in strict scopes when it is no list
 */
export function takeStrings(take: Taker, key: string): readonly string[] | undefined {
  const values = take.array(key);
  if (values === undefined) return undefined;
  if (values.every((value) => typeof value === 'string')) return values;
  if (take.scope.strict) {
    throw invalidField(joinPath(take.scope.path, key), 'Input should be a list of strings');
  }
  take.putBack(key, values);
  return undefined;
}

function decodeMcpToolset(take: Taker): McpTool {
  take.any('type');
  const label = requireString(take, 'mcp_server_name');
  return {
    type: 'mcp',
    label,
    settings: take.rest() ?? {},
    wire: { dialect: ownDialect, path: take.scope.path },
  };
}

function decodeNativeTool(take: Taker): NativeTool {
  const nativeType = requireString(take, 'type');
  const name = take.string('name');
  return {
    type: 'native',
    family: 'anthropic',
    nativeType,
    name: name ?? '',
    ...takeCacheMark(take),
    settings: take.rest() ?? {},
    wire: {
      dialect: ownDialect,
      path: take.scope.path,
      ...(name === undefined && { form: { name: 'absent' } }),
    },
  };
}

/**
 * Writes one entry of `tools`.
 *
 * @returns `undefined` where the tool cannot be declared here; the loss is reported
 * @throws never
 */
export function encodeTool(tool: ToolDefinition, scope: LossScope): JsonObject | undefined {
  reportForeignExtra(tool, scope);
  switch (tool.type) {
    case 'function':
      return encodeFunctionTool(tool, scope);
    case 'native':
      if (tool.family === 'anthropic') return encodeNativeTool(tool, scope);
      break;
    case 'mcp':
      if (tool.wire?.dialect === ownDialect) return encodeMcpToolset(tool);
      break;
    case 'unknown':
      if (tool.dialect === ownDialect) return tool.value;
      break;
    case 'freeform':
      break;
  }
  reportLoss(tool, scope, { severity: 'dropped', code: 'tool_dropped' });
  return undefined;
}

function encodeFunctionTool(tool: FunctionTool, scope: LossScope): JsonObject {
  const own: Record<string, Json> = {};
  const type = formHint(tool, 'type');
  if (type !== undefined) own['type'] = type;
  own['name'] = tool.name;
  if (tool.description !== undefined) own['description'] = tool.description;
  if (tool.inputSchema !== undefined) own['input_schema'] = tool.inputSchema;
  else if (tool.wire?.dialect !== ownDialect)
    own['input_schema'] = { type: 'object', properties: {} };
  if (tool.strict !== undefined) own['strict'] = tool.strict;
  if (tool.inputExamples !== undefined) own['input_examples'] = tool.inputExamples;
  if (tool.deferLoading !== undefined) own['defer_loading'] = tool.deferLoading;
  if (tool.allowedCallers !== undefined) own['allowed_callers'] = tool.allowedCallers;
  if (tool.eagerInputStreaming !== undefined) {
    own['eager_input_streaming'] = tool.eagerInputStreaming;
  }
  return withOwnExtra(tool, { ...own, ...encodeCacheMark(tool.cache, scope) });
}

function encodeNativeTool(tool: NativeTool, scope: LossScope): JsonObject {
  return {
    type: tool.nativeType,
    ...((tool.name !== '' || formHint(tool, 'name') === undefined) && { name: tool.name }),
    ...tool.settings,
    ...encodeCacheMark(tool.cache, scope),
  };
}

function encodeMcpToolset(tool: McpTool): JsonObject {
  return { type: 'mcp_toolset', mcp_server_name: tool.label, ...tool.settings };
}
