import type { Dialect } from '@gateway/spec';

/** What a route does. */
export type RouteOperation = 'generate' | 'count' | 'list-models' | 'get-model' | 'health' | 'root';

/** Who may come in: `public` = anyone, `data` = holders of an API key. */
export type Realm = 'public' | 'data';

/** What a caller must be allowed to do. */
export type Permission = 'health:read' | 'models:read' | 'models:use';

/** One row of the route table. */
export interface Route {
  readonly method: 'GET' | 'POST';
  /**
   * Path with `{name}` for one segment and `{name+}`, at the end, for all remaining ones. A `GET`
   * route serves `HEAD` as well.
   */
  readonly pattern: string;
  /** The dialect of the route; absent where headers tell, see `surfaceDialect`. */
  readonly dialect?: Dialect;
  readonly operation: RouteOperation;
  readonly realm: Realm;
  readonly permission: Permission;
}
