import { describe, expect, it } from 'vitest';
import { createRouteMatcher } from './match-route.ts';
import { isGranted } from './realm-permissions.ts';
import { routeTable } from './route-table.ts';
import { splitUrl } from './split-url.ts';

const match = createRouteMatcher(routeTable);
const lookUp = (method: string, url: string) => match(method, splitUrl(url).segments);
const patternOf = (method: string, url: string) => {
  const found = lookUp(method, url);
  return found.kind === 'found' ? found.route.pattern : found.kind;
};

describe('the route table', () => {
  it('gives every row a realm that grants its permission', () => {
    for (const route of routeTable) {
      expect(['public', 'data'], route.pattern).toContain(route.realm);
      expect(isGranted(route), route.pattern).toBe(true);
    }
  });

  it('opens only the health pages to everybody', () => {
    const open = routeTable.filter((route) => route.realm === 'public');
    expect(open.map((route) => route.pattern)).toEqual(['/healthz', '/']);
  });

  it('denies what no realm lists', () => {
    expect(isGranted({ realm: 'public', permission: 'models:use' })).toBe(false);
    expect(isGranted({ realm: 'public', permission: 'models:read' })).toBe(false);
    expect(isGranted({ realm: 'data', permission: 'health:read' })).toBe(false);
  });

  it('leads every row to itself', () => {
    for (const route of routeTable) {
      const path = route.pattern.replace('{id+}', 'some/model');
      expect(lookUp(route.method, path)).toMatchObject({ kind: 'found', route });
    }
  });
});

describe('matching', () => {
  it.each([
    ['POST', '/v1/chat/completions/'],
    ['POST', '/v1/v1/chat/completions'],
    ['POST', '//v1/chat/completions?beta=true'],
    ['POST', 'https://evil.example/v1/chat/completions'],
  ])('forgives %s %s', (method, url) => {
    expect(patternOf(method, url)).toBe('/v1/chat/completions');
  });

  it('takes model ids with raw and encoded slashes, and with a trailing slash', () => {
    for (const url of ['/v1/models/a/b:free', '/v1/models/a%2Fb:free', '/v1/models/a/b%3Afree/']) {
      expect(lookUp('GET', url)).toMatchObject({ kind: 'found', params: { id: 'a/b:free' } });
    }
  });

  it('keeps a broken percent sign as it is', () => {
    expect(lookUp('GET', '/v1/models/50%')).toMatchObject({ params: { id: '50%' } });
  });

  it('serves HEAD where GET is served', () => {
    expect(patternOf('HEAD', '/')).toBe('/');
    expect(patternOf('HEAD', '/v1/models')).toBe('/v1/models');
  });

  it('names the allowed methods of a known address', () => {
    expect(lookUp('DELETE', '/v1/models')).toMatchObject({
      kind: 'method-not-allowed',
      allow: 'GET, HEAD',
    });
    expect(lookUp('GET', '/v1/messages')).toMatchObject({ allow: 'POST' });
  });

  it('does not know other addresses', () => {
    for (const url of ['/v1', '/v1/model', '/chat/completions', '/v1/messages/x', '/../healthz']) {
      expect(patternOf('GET', url), url).toBe('not-found');
    }
  });

  it('prefers fixed segments to parameters whatever the order', () => {
    const base = { method: 'GET', operation: 'health', realm: 'public' } as const;
    const other = createRouteMatcher([
      { ...base, pattern: '/things/{id+}', permission: 'health:read' },
      { ...base, pattern: '/things/{id}/parts', permission: 'health:read' },
      { ...base, pattern: '/things/compact', permission: 'health:read' },
    ]);
    expect(other('GET', ['things', 'compact'])).toMatchObject({ params: {} });
    expect(other('GET', ['things', 'x', 'parts'])).toMatchObject({ params: { id: 'x' } });
    expect(other('GET', ['things', 'x', 'y'])).toMatchObject({ params: { id: 'x/y' } });
  });

  it('refuses a table with one address twice', () => {
    const [route] = routeTable;
    if (!route) throw new Error('the table is empty');
    expect(() => createRouteMatcher([route, route])).toThrow('declared twice');
  });
});

describe('splitting addresses', () => {
  it('reads the query and drops fragments', () => {
    expect(splitUrl('/v1/models?limit=10&after_id=a%20b#x')).toEqual({
      segments: ['v1', 'models'],
      query: { limit: '10', after_id: 'a b' },
    });
  });
});
