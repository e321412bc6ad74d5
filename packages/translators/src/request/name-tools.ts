import type {
  GenerateRequest,
  Part,
  ToolChoice,
  ToolDefinition,
  ToolNameEntry,
} from '@gateway/spec';
import type { AdaptContext, AdaptStep } from './adapt-context.ts';
import { traitsOf } from './dialect-traits.ts';
import { mapParts } from './map-parts.ts';
import { replaceTurns } from './replace-turns.ts';
import { type ClientToolName, createToolNameMap, flatten } from './tool-name-map.ts';

/**
 * Gives every tool a name the target takes, in declarations, history and tool choice alike, and
 * notes the way back.
 */
export const nameTools: AdaptStep = (request, context) => {
  const { target, to } = context;
  const { namespaces } = traitsOf(to);
  const resolve = createResolver(request, namespaces);
  const names = collectNames(request).map(resolve);
  const { namePattern, maxNameLength } = target.tools;
  const map = createToolNameMap(names, { namePattern, maxNameLength, namespaces });
  const rename: Rename = (name, namespace) => map(resolve({ name, namespace }));
  const distinct = new Map(names.map((name) => [keyOf(name), name]));
  const changed = [...distinct.values()].filter((name) => isChanged(name, map(name), namespaces));
  if (changed.length === 0) return request;
  noteEntries(request, changed, { ...context, rename });
  return applyNames(request, rename, namespaces);
};

type Rename = (name: string, namespace?: string) => string;

function isChanged({ name, namespace }: ClientToolName, upstream: string, namespaces: boolean) {
  return upstream !== name || (namespace !== undefined && !namespaces);
}

function collectNames(request: GenerateRequest): readonly ClientToolName[] {
  const { toolName, toolNames = [] } = request.toolChoice ?? {};
  const chosen = toolName === undefined ? toolNames : [toolName, ...toolNames];
  return [
    ...request.tools.flatMap(namesOfTool),
    ...request.turns.flatMap((turn) => turn.parts.flatMap(namesOfPart)),
    ...chosen.map((name) => ({ name })),
  ];
}

function namesOfTool(tool: ToolDefinition): readonly ClientToolName[] {
  if (tool.type === 'function' || tool.type === 'freeform') return [pick(tool)];
  return tool.type === 'native' ? [{ name: tool.name }] : [];
}

function namesOfPart(part: Part): readonly ClientToolName[] {
  if (part.type === 'tool-call') return [{ name: part.toolName, namespace: part.namespace }];
  if (part.type === 'toolset-change') return (part.names ?? []).map((name) => ({ name }));
  if (part.type !== 'tool-result') return [];
  const inner = part.content.flatMap(namesOfPart);
  return part.toolName === undefined ? inner : [{ name: part.toolName }, ...inner];
}

function pick({ name, namespace }: ClientToolName): Pick<ToolNameEntry, 'name' | 'namespace'> {
  return namespace === undefined ? { name } : { name, namespace };
}

/** Finds what a bare name means: a direct tool, or else one of a namespace. */
function createResolver(request: GenerateRequest, namespaces: boolean) {
  const declared = request.tools.flatMap(namesOfTool);
  const direct = new Set(declared.filter((t) => t.namespace === undefined).map((t) => t.name));
  const spaced = new Map<string, ClientToolName>();
  for (const tool of declared.filter((t) => t.namespace !== undefined).reverse()) {
    spaced.set(tool.name, tool);
    spaced.set(flatten(tool), tool);
  }
  return (tool: ClientToolName): ClientToolName => {
    if (tool.namespace !== undefined || namespaces || direct.has(tool.name)) return pick(tool);
    return spaced.get(tool.name) ?? pick(tool);
  };
}

function noteEntries(
  request: GenerateRequest,
  changed: readonly ClientToolName[],
  { exchange, loss, pathOf, rename }: AdaptContext & { readonly rename: Rename },
): void {
  const declared = indexTools(request.tools);
  for (const tool of changed) {
    const upstream = rename(tool.name, tool.namespace);
    const entry: ToolNameEntry = {
      ...pick(tool),
      kind: exchange.toolNames.get(tool.name)?.kind ?? kindOf(declared.get(keyOf(tool))?.tool),
    };
    if (tool.namespace === undefined) exchange.toolNames.delete(tool.name);
    exchange.toolNames.set(upstream, entry);
    const detail = 'the name is restored in the answer';
    const path = declared.get(keyOf(tool))?.path(pathOf) ?? pathOf('turns');
    loss.add({ severity: 'kept', code: 'tool_name_changed', path, detail });
  }
}

interface DeclaredTool {
  readonly tool: ToolDefinition;
  readonly path: (pathOf: AdaptContext['pathOf']) => string;
}

function indexTools(tools: readonly ToolDefinition[]): ReadonlyMap<string, DeclaredTool> {
  const index = new Map<string, DeclaredTool>();
  for (const [at, tool] of tools.entries()) {
    const path: DeclaredTool['path'] = (pathOf) => tool.wire?.path ?? `${pathOf('tools')}[${at}]`;
    for (const name of namesOfTool(tool)) index.set(keyOf(name), { tool, path });
  }
  return index;
}

function keyOf({ name, namespace }: ClientToolName): string {
  return JSON.stringify([namespace ?? null, name]);
}

function kindOf(tool: ToolDefinition | undefined): ToolNameEntry['kind'] {
  return tool?.type === 'freeform' || tool?.type === 'native' ? tool.type : 'function';
}

function applyNames(
  request: GenerateRequest,
  rename: Rename,
  namespaces: boolean,
): GenerateRequest {
  const tools = request.tools.map((tool) => renameTool(tool, rename, namespaces));
  const turns = mapParts(request.turns, (part) => renamePart(part, rename, namespaces));
  const choice = request.toolChoice && renameChoice(request.toolChoice, rename);
  return { ...replaceTurns(request, turns), tools, ...(choice && { toolChoice: choice }) };
}

function renameTool(tool: ToolDefinition, rename: Rename, namespaces: boolean): ToolDefinition {
  if (tool.type !== 'function' && tool.type !== 'freeform') return tool;
  const name = rename(tool.name, tool.namespace);
  if (namespaces || tool.namespace === undefined) return { ...tool, name };
  const { namespace: _, ...flat } = tool;
  return { ...flat, name };
}

function renamePart(part: Part, rename: Rename, namespaces: boolean): Part {
  if (part.type === 'toolset-change' && part.names) {
    return { ...part, names: part.names.map((name) => rename(name)) };
  }
  if (part.type === 'tool-result') {
    return part.toolName === undefined ? part : { ...part, toolName: rename(part.toolName) };
  }
  if (part.type !== 'tool-call') return part;
  const toolName = rename(part.toolName, part.namespace);
  if (namespaces || part.namespace === undefined) return { ...part, toolName };
  const { namespace: _, ...flat } = part;
  return { ...flat, toolName };
}

function renameChoice(choice: ToolChoice, rename: Rename): ToolChoice {
  const { toolName, toolNames } = choice;
  return {
    ...choice,
    ...(toolName !== undefined && { toolName: rename(toolName) }),
    ...(toolNames && { toolNames: toolNames.map((name) => rename(name)) }),
  };
}
