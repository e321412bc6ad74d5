import type { Route } from './route.ts';

/** What an address leads to. */
export type RouteMatch =
  | { readonly kind: 'found'; readonly route: Route; readonly params: Readonly<Params> }
  /** The address is known, the method is not; `allow` is the value of the `allow` header. */
  | { readonly kind: 'method-not-allowed'; readonly route: Route; readonly allow: string }
  | { readonly kind: 'not-found' };

type Params = Record<string, string>;

interface CompiledRoute {
  readonly route: Route;
  readonly segments: readonly string[];
}

/** Finds routes by method and path segments. */
export type RouteMatcher = (method: string, segments: readonly string[]) => RouteMatch;

/**
 * Makes a matcher for a route table. Fixed segments win over parameters, whatever their order in
 * the table.
 *
 * @throws `Error` for a table with the same method and pattern twice
 */
export function createRouteMatcher(table: readonly Route[]): RouteMatcher {
  const fixed = new Map<string, Route[]>();
  const open: CompiledRoute[] = [];
  for (const route of table) {
    const segments = route.pattern.split('/').filter((segment) => segment !== '');
    if (segments.some(isParameter)) open.push({ route, segments });
    else addFixed(fixed, segments.join('/'), route);
  }
  open.sort((a, b) => fixedCount(b) - fixedCount(a));
  return (method, segments) => {
    const exact = fixed.get(segments.join('/'));
    if (exact) return pick(method, exact, {});
    const candidates = open.filter((candidate) => matchSegments(candidate.segments, segments));
    const first = candidates[0];
    if (!first) return { kind: 'not-found' };
    const samePattern = candidates.filter(({ route }) => route.pattern === first.route.pattern);
    const params = matchSegments(first.segments, segments) ?? {};
    return pick(
      method,
      samePattern.map(({ route }) => route),
      params,
    );
  };
}

function addFixed(fixed: Map<string, Route[]>, path: string, route: Route): void {
  const rows = fixed.get(path) ?? [];
  if (rows.some((row) => row.method === route.method)) {
    throw new Error(`route ${route.method} ${route.pattern} is declared twice`);
  }
  fixed.set(path, [...rows, route]);
}

function pick(method: string, rows: readonly Route[], params: Params): RouteMatch {
  const wanted = method === 'HEAD' ? 'GET' : method;
  const route = rows.find((row) => row.method === wanted);
  if (route) return { kind: 'found', route, params };
  const methods = rows.flatMap((row) => (row.method === 'GET' ? ['GET', 'HEAD'] : [row.method]));
  const [first] = rows;
  if (!first) return { kind: 'not-found' };
  return { kind: 'method-not-allowed', route: first, allow: methods.join(', ') };
}

function matchSegments(pattern: readonly string[], path: readonly string[]): Params | undefined {
  const params: Params = {};
  for (const [index, part] of pattern.entries()) {
    if (path[index] === undefined) return undefined;
    if (part.endsWith('+}')) {
      params[part.slice(1, -2)] = path.slice(index).map(decodeSegment).join('/');
      return params;
    }
    if (isParameter(part)) params[part.slice(1, -1)] = decodeSegment(path[index]);
    else if (part !== path[index]) return undefined;
  }
  return pattern.length === path.length ? params : undefined;
}

function isParameter(segment: string): boolean {
  return segment.startsWith('{');
}

function fixedCount({ segments }: CompiledRoute): number {
  return segments.filter((segment) => !isParameter(segment)).length;
}

function decodeSegment(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    // A stray `%` is part of the name then; no model has such a name, so the answer is a 404.
    return segment;
  }
}
