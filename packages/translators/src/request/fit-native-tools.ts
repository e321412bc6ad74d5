import type { FunctionTool, GenerateRequest, NativeTool, ToolDefinition } from '@gateway/spec';
import type { AdaptContext, AdaptStep } from './adapt-context.ts';
import { placeNotes } from './place-notes.ts';
import { publishedTools } from './published-tools.ts';
import {
  isWebSearchType,
  readWebSearch,
  toWebSearchSwitch,
  toWebSearchTool,
  type WebSearch,
  webSearchSwitch,
} from './web-search.ts';

/**
 * Replaces tools that the target does not know by their likes: web search by the target's own,
 * published client-run tools by functions. Others are dropped.
 */
export const fitNativeTools: AdaptStep = (request, context) => {
  const moved = moveSearchSwitch(request, context);
  let search: WebSearch | undefined;
  const tools = moved.tools.flatMap((tool, index) => {
    const path = tool.wire?.path ?? `${context.pathOf('tools')}[${index}]`;
    const fit = fitTool(tool, { ...context, path });
    if (!fit || fit.type !== 'native' || fit.nativeType !== webSearchSwitch) return fit ?? [];
    search = readWebSearch(fit.settings);
    return [];
  });
  const same = tools.length === moved.tools.length && tools.every((t, at) => t === moved.tools[at]);
  if (same) return moved;
  const hosted = search && { hosted: { ...moved.hosted, webSearch: toWebSearchSwitch(search) } };
  return { ...moved, tools, ...hosted };
};

type Place = AdaptContext & { readonly path: string };

function fitTool(tool: ToolDefinition, place: Place): ToolDefinition | undefined {
  switch (tool.type) {
    case 'function':
    case 'freeform':
      return tool;
    case 'native':
      return fitNative(tool, place);
    case 'mcp':
      return place.sameDialect ? tool : drop('a connection to a tool server', place);
    case 'unknown':
      return tool.dialect === place.to ? tool : drop('a tool of an unknown kind', place);
  }
}

function fitNative(tool: NativeTool, place: Place): ToolDefinition | undefined {
  const { target, sameDialect, exchange } = place;
  if (target.tools.nativeTypes.includes(tool.nativeType)) return tool;
  if (sameDialect && tool.family === target.reasoningFamily) return tool;
  if (isWebSearchType(tool.nativeType)) return fitWebSearch(tool, place);
  const published = publishedTools.find(({ nativeType }) => nativeType.test(tool.nativeType));
  if (published && target.tools.functions) {
    exchange.toolNames.set(tool.name, { name: tool.name, kind: 'native' });
    return toFunction(tool, published);
  }
  // Tool search is not missed: all tools are shown from the start instead.
  if (tool.nativeType.startsWith('tool_search'))
    return drop('a tool search', place, 'approximated');
  return drop('a tool that another provider runs', place);
}

function fitWebSearch(tool: NativeTool, place: Place): NativeTool | undefined {
  const nativeType = searchTypeOf(place);
  if (!nativeType) return drop('a web search; the target has none', place);
  const search = readWebSearch(tool.settings);
  if (nativeType !== webSearchSwitch)
    return { ...toWebSearchTool(nativeType, search), ...placeNotes(tool) };
  return { ...tool, nativeType, settings: toWebSearchSwitch(search) };
}

/** The newest web search the target has; dated types sort by their date. */
function searchTypeOf({ target }: AdaptContext): string | undefined {
  return target.tools.nativeTypes.filter(isWebSearchType).toSorted().at(-1);
}

/** Chat asks for a search by a switch; others by a tool. */
function moveSearchSwitch(request: GenerateRequest, context: AdaptContext): GenerateRequest {
  const wanted = request.hosted?.webSearch;
  if (wanted === undefined || context.sameDialect) return request;
  const { webSearch: _, ...hosted } = request.hosted ?? {};
  const path = context.pathOf('hosted.webSearch');
  const nativeType = searchTypeOf(context);
  const tool = nativeType
    ? toWebSearchTool(nativeType, readWebSearch(wanted))
    : drop('a web search; the target has none', { ...context, path });
  return { ...request, hosted, tools: tool ? [...request.tools, tool] : request.tools };
}

function toFunction(
  tool: NativeTool,
  { description, inputSchema }: (typeof publishedTools)[number],
): FunctionTool {
  const { name, cache } = tool;
  return {
    type: 'function',
    name,
    description,
    inputSchema,
    ...(cache && { cache }),
    ...placeNotes(tool),
  };
}

function drop(
  detail: string,
  { loss, path }: Place,
  severity: 'dropped' | 'approximated' = 'dropped',
): undefined {
  loss.add({ severity, code: 'tool_dropped', path, detail });
  return undefined;
}
