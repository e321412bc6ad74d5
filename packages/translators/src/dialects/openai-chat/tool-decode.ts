import { isJsonObject, type Json, type JsonObject, type ToolDefinition } from '@gateway/spec';
import { takeCacheMark } from './cache-mark.ts';
import { createReader, missing, type Reader, type ReadScope, wrongType } from './reader.ts';
import { ownDialect } from './wire.ts';

/**
 * Reads an entry of `tools`. Tools shaped like those of Responses or Anthropic, which some clients
 * send here, are understood and leave in chat's own shape.
 *
 * @throws `GatewayError` `invalid_request` naming the field
 */
export function decodeTool(value: Json, scope: ReadScope): ToolDefinition {
  if (!isJsonObject(value)) throw wrongType(scope.path, 'an object', value);
  const reader = createReader(value, scope);
  const { type } = value;
  if (isJsonObject(value['function'])) return readFunction(reader);
  if (type === 'custom' && isJsonObject(value['custom'])) return readCustom(reader);
  if (
    type === 'function' ||
    (typeof value['name'] === 'string' && isJsonObject(value['input_schema']))
  ) {
    return readFlat(reader);
  }
  return unknownTool(value, scope);
}

function unknownTool(value: JsonObject, { path }: ReadScope): ToolDefinition {
  return { type: 'unknown', dialect: ownDialect, value, wire: { dialect: ownDialect, path } };
}

function requireName(reader: Reader): string {
  const name = reader.string('name');
  if (name === undefined) throw missing(reader.at('name'));
  return name;
}

function readFunction(tool: Reader): ToolDefinition {
  const kept = tool.constant('type', 'function');
  const body = tool.child('function');
  if (!body) throw missing(tool.at('function'));
  const inner = readBody(body, 'parameters');
  const outerMark = inner.cache ? undefined : takeCacheMark(tool);
  return {
    type: 'function',
    ...inner,
    ...(outerMark && { cache: outerMark }),
    wire: tool.notes({ type: kept, cache: inner.cache && 'inside' }),
  };
}

function readBody(body: Reader, schemaKey: 'parameters' | 'input_schema') {
  const name = requireName(body);
  const description = body.string('description');
  const inputSchema = body.any(schemaKey);
  const strict = body.boolean('strict');
  const cache = takeCacheMark(body);
  return {
    name,
    ...(description !== undefined && { description }),
    ...(inputSchema !== undefined && { inputSchema }),
    ...(strict !== undefined && { strict }),
    ...(cache && { cache }),
  };
}

function readFlat(tool: Reader): ToolDefinition {
  const type = tool.any('type');
  if (type === 'function' && !tool.has('name')) throw noFunction(tool);
  const schemaKey = tool.has('input_schema') ? 'input_schema' : 'parameters';
  return { type: 'function', ...readBody(tool, schemaKey), wire: tool.notes() };
}

function noFunction(tool: Reader) {
  const value = tool.peek('function');
  const path = tool.at('function');
  return value == null ? missing(path) : wrongType(path, 'an object', value);
}

/**
 * Reads the functions of the older `functions` member.
 *
 * @throws `GatewayError` `invalid_request` naming the field
 */
export function decodeLegacyFunction(value: Json, scope: ReadScope): ToolDefinition {
  if (!isJsonObject(value)) throw wrongType(scope.path, 'an object', value);
  const body = createReader(value, scope);
  return {
    type: 'function',
    ...readBody(body, 'parameters'),
    wire: body.notes({ slot: 'functions' }),
  };
}

function readCustom(tool: Reader): ToolDefinition {
  tool.any('type');
  const body = tool.child('custom');
  if (!body) throw missing(tool.at('custom'));
  const name = requireName(body);
  const description = body.string('description');
  const grammar = takeGrammar(body);
  return {
    type: 'freeform',
    name,
    ...(description !== undefined && { description }),
    ...(grammar && { grammar }),
    wire: tool.notes(),
  };
}

function takeGrammar(body: Reader): { syntax: string; definition: string } | undefined {
  const format = body.peek('format');
  if (!isJsonObject(format) || format['type'] !== 'grammar') return undefined;
  const { grammar } = format;
  if (!isJsonObject(grammar)) return undefined;
  if (typeof grammar['syntax'] !== 'string' || typeof grammar['definition'] !== 'string') {
    return undefined;
  }
  const outer = body.child('format');
  outer?.any('type');
  const inner = outer?.child('grammar');
  const syntax = inner?.string('syntax') ?? '';
  return { syntax, definition: inner?.string('definition') ?? '' };
}
