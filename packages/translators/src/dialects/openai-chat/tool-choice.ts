import {
  isJsonObject,
  type Json,
  type JsonObject,
  type ToolChoice,
  type ToolDefinition,
} from '@gateway/spec';
import type { Reader } from './reader.ts';
import { formHint, members, withOwnExtra } from './wire.ts';

const modes: ReadonlyMap<string, ToolChoice['mode']> = new Map([
  ['none', 'none'],
  ['auto', 'auto'],
  ['required', 'any'],
  ['any', 'any'],
]);

const words: Readonly<Record<string, string>> = {
  none: 'none',
  auto: 'auto',
  any: 'required',
  validated: 'auto',
};

/**
 * Takes `tool_choice`, or the older `function_call`. Choices the decoder does not know stay unread.
 *
 * @throws never
 */
export function takeToolChoice(body: Reader): ToolChoice | undefined {
  const legacy = body.peek('tool_choice') == null ? body.peek('function_call') : undefined;
  if (legacy != null) return takeChoice(body, 'function_call', legacy);
  const value = body.peek('tool_choice');
  return value == null ? undefined : takeChoice(body, 'tool_choice', value);
}

function takeChoice(body: Reader, key: string, value: Json): ToolChoice | undefined {
  const slot = key === 'function_call' ? key : undefined;
  if (typeof value === 'string') {
    const mode = modes.get(value);
    if (mode === undefined) return undefined;
    body.any(key);
    const word = value === 'any' ? value : undefined;
    return { mode, wire: withoutRest(body, { slot, word }) };
  }
  if (!isJsonObject(value)) return undefined;
  return slot ? readNamed(body, key) : readObject(body, value);
}

/** Notes without the unread members of the request, which are the request's own matter. */
function withoutRest(body: Reader, form: Readonly<Record<string, string | undefined>>) {
  const { extra: _, ...notes } = body.notes(form);
  return notes;
}

function readNamed(body: Reader, key: string): ToolChoice | undefined {
  const choice = body.child(key);
  const toolName = choice?.string('name');
  if (!choice || toolName === undefined) return undefined;
  const wire = withoutRest(choice, { slot: key });
  return { mode: 'tool', toolName, target: 'function', wire };
}

function readObject(body: Reader, value: JsonObject): ToolChoice | undefined {
  const { type } = value;
  if (isJsonObject(value['function'])) return readTool(body, 'function');
  if (type === 'custom' && isJsonObject(value['custom'])) return readTool(body, 'custom');
  if (type === 'allowed_tools' && isJsonObject(value['allowed_tools'])) return readSubset(body);
  return readForeign(body, value);
}

/** Some clients send the choice as Anthropic shapes it; it leaves in chat's own shape. */
function readForeign(body: Reader, value: JsonObject): ToolChoice | undefined {
  const { type, name } = value;
  if (typeof type !== 'string') return undefined;
  const isNamed = (type === 'tool' || type === 'function') && typeof name === 'string';
  const mode = isNamed ? 'tool' : modes.get(type);
  if (mode === undefined) return undefined;
  body.any('tool_choice');
  return {
    mode,
    ...(isNamed && { toolName: name, target: 'function' }),
    wire: withoutRest(body, {}),
  };
}

function readTool(body: Reader, key: 'function' | 'custom'): ToolChoice | undefined {
  const choice = body.child('tool_choice');
  const toolName = choice?.child(key)?.string('name');
  if (!choice || toolName === undefined) return undefined;
  const kept = choice.constant('type', key);
  const target = key === 'custom' ? 'freeform' : 'function';
  return { mode: 'tool', toolName, target, wire: withoutRest(choice, { type: kept }) };
}

function readSubset(body: Reader): ToolChoice | undefined {
  const choice = body.child('tool_choice');
  const allowed = choice?.child('allowed_tools');
  const names = allowed?.peek('tools');
  const toolNames = Array.isArray(names) ? names.map(nameOf) : [];
  if (!choice || !allowed || !toolNames.every((name) => name !== undefined)) return undefined;
  choice.any('type');
  allowed.any('tools');
  const required = allowed.oneOf('mode', ['auto', 'required']) === 'required';
  return { mode: 'subset', toolNames, required, wire: withoutRest(choice, {}) };
}

function nameOf(value: Json): string | undefined {
  if (!isJsonObject(value)) return undefined;
  const body = value['function'] ?? value['custom'];
  const name = isJsonObject(body) ? body['name'] : value['name'];
  return typeof name === 'string' ? name : undefined;
}

/**
 * Writes the choice of tools.
 *
 * @param tools - the offered tools, which tell functions from freeform tools
 * @returns the members of the request: `tool_choice` or `function_call`
 * @throws never
 */
export function encodeToolChoice(choice: ToolChoice, tools: readonly ToolDefinition[]): JsonObject {
  if (formHint(choice, 'slot') === 'function_call') {
    return { function_call: legacyValue(choice) };
  }
  if (choice.mode === 'tool') return { tool_choice: encodeNamed(choice, tools) };
  if (choice.mode === 'subset') return { tool_choice: encodeSubset(choice, tools) };
  const word = choice.mode === 'any' ? formHint(choice, 'word') : undefined;
  return { tool_choice: word ?? words[choice.mode] ?? 'auto' };
}

function legacyValue({ mode, toolName }: ToolChoice): Json {
  if (mode === 'tool' && toolName !== undefined) return { name: toolName };
  return mode === 'none' ? 'none' : 'auto';
}

function kindOf(toolName: string, tools: readonly ToolDefinition[]): 'custom' | 'function' {
  const tool = tools.find((each) => 'name' in each && each.name === toolName);
  return tool?.type === 'freeform' ? 'custom' : 'function';
}

function encodeNamed(choice: ToolChoice, tools: readonly ToolDefinition[]): JsonObject {
  const name = choice.toolName ?? '';
  const key = choice.target === 'freeform' ? 'custom' : kindOf(name, tools);
  const type = formHint(choice, 'type') === 'kept' ? undefined : key;
  return withOwnExtra(choice, { ...members({ type }), [key]: { name } });
}

function encodeSubset(choice: ToolChoice, tools: readonly ToolDefinition[]): JsonObject {
  const allowed = (choice.toolNames ?? []).map((name) => {
    const key = kindOf(name, tools);
    return { type: key, [key]: { name } };
  });
  const mode = choice.required ? 'required' : 'auto';
  return withOwnExtra(choice, { type: 'allowed_tools', allowed_tools: { mode, tools: allowed } });
}
