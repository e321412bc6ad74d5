import type { CacheMark, GenerateRequest, Part, ToolDefinition, Turn } from '@gateway/spec';
import type { AdaptContext, AdaptStep } from './adapt-context.ts';
import { traitsOf } from './dialect-traits.ts';
import { mapParts } from './map-parts.ts';
import { replaceTurns } from './replace-turns.ts';
import { without } from './without.ts';

/**
 * Keeps as many cache marks as the target takes: of the tools, of the system text and of the last
 * messages. A longer lifetime may not follow a shorter one.
 */
export const fitCacheMarks: AdaptStep = (request, context) => {
  const marks = collectMarks(request);
  const kept = keepMarks(marks, room(request, context));
  const fitted = fitLifetimes(
    marks.filter((mark) => kept.has(mark.cache)),
    context,
  );
  const dropped = marks.filter((mark) => !kept.has(mark.cache));
  for (const { path } of dropped) noteDropped(path, context);
  const placed = isUnchanged(marks, fitted) ? request : placeMarks(request, fitted);
  return fitAutomatic(placed, context);
};

interface FoundMark {
  readonly cache: CacheMark;
  readonly section: 'tools' | 'system' | 'messages';
  readonly path: string;
}

/** Old mark → mark to send. Marks are told apart by identity, so each node keeps its own. */
type FittedMarks = ReadonlyMap<CacheMark, CacheMark>;

function room({ cache }: GenerateRequest, { target }: AdaptContext): number {
  return Math.max(0, target.limits.maxCacheMarks - (cache?.automatic ? 1 : 0));
}

function collectMarks(request: GenerateRequest): readonly FoundMark[] {
  const marks: FoundMark[] = [];
  for (const tool of request.tools) {
    if ('cache' in tool && tool.cache) marks.push(found(tool.cache, 'tools', tool.wire?.path));
  }
  mapParts(request.turns, (part, { turn, path }) => {
    const section = turn.role === 'system' || turn.role === 'developer' ? 'system' : 'messages';
    if (part.cache) marks.push(found(part.cache, section, path));
    return part;
  });
  return marks;
}

function found(cache: CacheMark, section: FoundMark['section'], path = ''): FoundMark {
  return { cache, section, path: cache.wire?.path ?? path };
}

/** The last mark of tools and of system text first, then messages from the end, then the rest. */
function keepMarks(marks: readonly FoundMark[], most: number): ReadonlySet<CacheMark> {
  if (marks.length <= most) return new Set(marks.map(({ cache }) => cache));
  const of = (section: FoundMark['section']) =>
    marks.filter((mark) => mark.section === section).reverse();
  const [lastTool, ...tools] = of('tools');
  const [lastSystem, ...system] = of('system');
  const [lastMessage, ...messages] = of('messages');
  const ranked = [lastMessage, lastSystem, lastTool, ...messages, ...system, ...tools];
  return new Set(ranked.flatMap((mark) => mark?.cache ?? []).slice(0, most));
}

function fitLifetimes(marks: readonly FoundMark[], context: AdaptContext): FittedMarks {
  const lifetimes = traitsOf(context.to).cacheLifetimes;
  const fitted = new Map<CacheMark, CacheMark>();
  let shortest = Number.POSITIVE_INFINITY;
  for (const { cache, path } of marks) {
    const ttl = fitLifetime(cache.ttl, lifetimes, context);
    const rank = ttl === undefined ? 0 : lifetimes.indexOf(ttl);
    const allowed = Math.min(rank, shortest);
    shortest = context.sameDialect && rank < 0 ? shortest : allowed;
    const lifetime = rank > allowed ? lifetimes[allowed] : ttl;
    fitted.set(cache, lifetime === cache.ttl ? cache : withLifetime(cache, lifetime));
    if (lifetime !== cache.ttl) noteLifetime(path, context);
  }
  return fitted;
}

const lifetimeOrder: readonly NonNullable<CacheMark['ttl']>[] = ['5m', '30m', '1h', '12h', '24h'];

/** The same lifetime, or the longest the target knows that is not above it. */
function fitLifetime(
  ttl: CacheMark['ttl'],
  lifetimes: readonly NonNullable<CacheMark['ttl']>[],
  { sameDialect }: AdaptContext,
): CacheMark['ttl'] {
  if (ttl === undefined || sameDialect || lifetimes.includes(ttl)) return ttl;
  const rank = lifetimeOrder.indexOf(ttl);
  return lifetimes.findLast((each) => lifetimeOrder.indexOf(each) <= rank) ?? lifetimes[0];
}

function withLifetime(cache: CacheMark, ttl: CacheMark['ttl']): CacheMark {
  const { ttl: _, ...rest } = cache;
  return ttl === undefined ? rest : { ...rest, ttl };
}

function isUnchanged(marks: readonly FoundMark[], fitted: FittedMarks): boolean {
  return marks.every(({ cache }) => fitted.get(cache) === cache);
}

function placeMarks(request: GenerateRequest, fitted: FittedMarks): GenerateRequest {
  const tools = request.tools.map((tool): ToolDefinition => placeMark(tool, fitted));
  const turns: readonly Turn[] = mapParts(request.turns, (part): Part => placeMark(part, fitted));
  return { ...replaceTurns(request, turns), tools };
}

function placeMark<T extends Part | ToolDefinition>(node: T, fitted: FittedMarks): T {
  if (!('cache' in node) || !node.cache) return node;
  const mark = fitted.get(node.cache);
  if (mark === node.cache) return node;
  // Only the optional mark differs; the kind of node stays what it was.
  return (mark ? { ...node, cache: mark } : without(node, 'cache' as never)) as T;
}

function fitAutomatic(request: GenerateRequest, context: AdaptContext): GenerateRequest {
  if (!request.cache?.automatic) return request;
  if (context.sameDialect || context.target.limits.maxCacheMarks > 0) return request;
  noteDropped(context.pathOf('cache.automatic'), context);
  return { ...request, cache: without(request.cache, 'automatic') };
}

function noteDropped(path: string, { loss }: AdaptContext): void {
  const detail = 'a cache breakpoint more than the target takes';
  loss.add({ severity: 'dropped', code: 'cache_mark_dropped', path, detail });
}

function noteLifetime(path: string, { loss }: AdaptContext): void {
  const detail = 'another lifetime of the cache entry';
  loss.add({ severity: 'approximated', code: 'cache_mark_approximated', path, detail });
}
