import type { Permission, Realm, Route } from './route.ts';

// Default deny: a permission that no realm lists here is granted to nobody.
const granted: Readonly<Record<Realm, readonly Permission[]>> = Object.freeze({
  public: ['health:read'],
  data: ['models:read', 'models:use'],
});

/**
 * Tells whether callers of a route's realm may do what the route does.
 *
 * @throws never
 */
export function isGranted(route: Pick<Route, 'realm' | 'permission'>): boolean {
  return granted[route.realm].includes(route.permission);
}
