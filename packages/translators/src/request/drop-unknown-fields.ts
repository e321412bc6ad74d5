import type { GenerateRequest, Part, ToolDefinition, WireNode } from '@gateway/spec';
import type { AdaptContext, AdaptStep } from './adapt-context.ts';
import { mapParts } from './map-parts.ts';
import { without } from './without.ts';

/** Keys that mean nothing for the answer, whatever dialect they come from. */
const meaningless = new Set([
  'annotations',
  'client_metadata',
  'diagnostics',
  'include_obfuscation',
  'index',
  'status',
  'stream_options',
  'type',
]);

/**
 * Takes off keys of the client's body that no canonical field holds, because only an upstream of
 * the client's dialect would get them, and reports those that may mean something.
 */
export const dropUnknownFields: AdaptStep = (request, context) => {
  if (context.sameDialect) return request;
  const clean = createCleaner(context);
  const tools = request.tools.map((tool, index) =>
    cleanTool(tool, `${context.pathOf('tools')}[${index}]`, clean),
  );
  const turns = mapParts(request.turns, (part, { path }) => cleanPart(part, path, clean)).map(
    (turn, index) => clean(turn, `${context.pathOf('turns')}[${index}]`),
  );
  return { ...clean(request, ''), tools, turns, ...cleanSettings(request, context, clean) };
};

/** Takes the unknown keys off a node; `fallback` is its place where it does not know it. */
type Cleaner = <T extends WireNode>(node: T, fallback: string) => T;

function createCleaner({ loss, to }: AdaptContext): Cleaner {
  return (node, fallback) => {
    const { wire } = node;
    if (!wire?.extra || wire.dialect === to) return node;
    const place = wire.path ?? fallback;
    for (const [key, value] of Object.entries(wire.extra)) {
      if (value === null || meaningless.has(key)) continue;
      const path = place === '' ? key : `${place}.${key}`;
      const detail = 'a field without a counterpart in the dialect of the target';
      loss.add({ severity: 'dropped', code: 'unknown_field_dropped', path, detail });
    }
    return { ...node, wire: without(wire, 'extra') };
  };
}

function cleanTool(tool: ToolDefinition, path: string, clean: Cleaner): ToolDefinition {
  const cleaned = clean(tool, path);
  if (!('cache' in cleaned) || !cleaned.cache) return cleaned;
  const cache = clean(cleaned.cache, path);
  return cache === cleaned.cache ? cleaned : { ...cleaned, cache };
}

function cleanPart(part: Part, path: string, clean: Cleaner): Part {
  const cleaned = clean(part, path);
  if (!cleaned.cache) return cleaned;
  const cache = clean(cleaned.cache, path);
  return cache === cleaned.cache ? cleaned : { ...cleaned, cache };
}

function cleanSettings(
  { toolChoice, cache }: GenerateRequest,
  { pathOf }: AdaptContext,
  clean: Cleaner,
): Pick<GenerateRequest, 'toolChoice' | 'cache'> {
  const automatic = cache?.automatic && clean(cache.automatic, pathOf('cache.automatic'));
  return {
    ...(toolChoice && { toolChoice: clean(toolChoice, pathOf('toolChoice')) }),
    ...(automatic && { cache: { ...cache, automatic } }),
  };
}
