import { isJsonObject, type Json, type JsonObject, type ToolsetChangePart } from '@gateway/spec';
import type { BlockDecoder } from './block-scope.ts';
import { takeCacheMark } from './cache-mark.ts';
import { createTaker, joinPath } from './taker.ts';
import { decodeTool, encodeTool } from './tool.ts';
import type { LossScope } from './wire.ts';
import { formHint, withOwnExtra } from './wire.ts';

/** Reads a `tool_reference`: a tool that a search made visible. */
export const decodeToolReference: BlockDecoder = (take) => {
  take.any('type');
  const name = take.string('tool_name');
  if (name === undefined) return undefined;
  return {
    type: 'toolset-change',
    change: 'reveal',
    names: [name],
    ...takeCacheMark(take),
    wire: take.notes(),
  };
};

/** Reads a `tool_addition` or `tool_removal`. */
export const decodeToolChange: BlockDecoder = (take, scope) => {
  const change = take.any('type') === 'tool_addition' ? 'add' : 'remove';
  const tool = take.object('tool');
  if (tool === undefined) return undefined;
  const path = joinPath(scope.path, 'tool');
  if (tool['type'] !== 'tool_reference') {
    const add = [decodeTool(tool, { path, strict: scope.strict })];
    return { type: 'toolset-change', change, add, ...takeCacheMark(take), wire: take.notes() };
  }
  const inner = createTaker(tool, { path, strict: scope.strict });
  inner.any('type');
  const key = isJsonObject(tool) && 'tool_name' in tool ? 'tool_name' : 'name';
  const name = inner.string(key);
  if (name === undefined) return undefined;
  take.putBack('tool', inner.rest());
  const cache = takeCacheMark(take);
  return { type: 'toolset-change', change, names: [name], ...cache, wire: take.notes({ key }) };
};

/**
 * Writes a change of the offered tools.
 *
 * @returns one block per tool
 * @throws never
 */
export function encodeToolsetChange(part: ToolsetChangePart, scope: LossScope): JsonObject[] {
  if (part.change === 'reveal') {
    return (part.names ?? []).map((name) => ({ type: 'tool_reference', tool_name: name }));
  }
  const type = part.change === 'add' ? 'tool_addition' : 'tool_removal';
  const key = formHint(part, 'key') ?? 'name';
  const references: Json[] = (part.names ?? []).map((name) => ({
    type: 'tool_reference',
    [key]: name,
  }));
  const definitions = (part.add ?? []).flatMap((tool) => encodeTool(tool, scope) ?? []);
  return [...references, ...definitions].map((tool) => withOwnExtra(part, { type, tool }));
}
