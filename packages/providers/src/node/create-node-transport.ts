import { lookup } from 'node:dns/promises';
import { type Clock, GatewayError, type Transport, type TransportCall } from '@gateway/spec';
import { Pool } from 'undici';
import { checkEgressUrl, type EgressTarget } from '../egress/check-egress-url.ts';
import { systemClock } from '../transport/system-clock.ts';
import { createGuardedLookup, type ResolveAddresses } from './create-guarded-lookup.ts';
import { createOriginPools } from './create-origin-pools.ts';
import { startNodeCall } from './start-node-call.ts';

/** Settings of {@link createNodeTransport}. */
export interface NodeTransportOptions {
  /** Time for all timers; absent = the platform's. */
  readonly clock?: Clock;
  /** Finds all addresses of a name; absent = the system's resolver. */
  readonly resolve?: ResolveAddresses;
  /** Whether HTTP/2 may be negotiated with upstreams; absent = no. */
  readonly allowH2?: boolean;
  /** Most calls at once to one origin; more fail with `overloaded`. Absent = 1024. */
  readonly maxCallsPerOrigin?: number;
  /** Most origins with open connections; absent = 256. */
  readonly maxOrigins?: number;
  /** How long an origin without calls keeps its connections, milliseconds; absent = 60,000. */
  readonly idleOriginMs?: number;
  /** How long a connection waits for its next request, milliseconds; absent = 15,000. */
  readonly keepAliveMs?: number;
}

/** A connection attempt ends by itself after this, milliseconds, whatever the callers' timers say. */
const maxConnectMs = 60_000;

const resolveBySystem: ResolveAddresses = (hostname) =>
  lookup(hostname, { all: true, verbatim: true });

const poolKey = (target: EgressTarget): string =>
  `${target.listed ? 'listed' : 'public'} ${target.url.origin}`;

const fromPoolKey = (key: string) => {
  const [kind = '', origin = ''] = key.split(' ');
  return { listed: kind === 'listed', origin };
};

const refusedCall: TransportCall = Object.freeze({
  pause: () => undefined,
  resume: () => undefined,
  abort: () => undefined,
});

/**
 * Makes the transport of a Node server: one pool of connections per origin, and the egress guard in
 * front of each. Only public addresses are reached, unless the request lists its origin; the check
 * covers the address as written and every address its name resolves to. Redirects are not followed.
 *
 * @returns a transport; `close` refuses new calls and resolves when running ones are over
 * @throws never
 * @example
 * const transport = createNodeTransport();
 * await transport.close();
 */
export function createNodeTransport(options: NodeTransportOptions = {}): Transport {
  const { clock = systemClock, resolve = resolveBySystem, maxCallsPerOrigin = 1024 } = options;
  let isClosed = false;

  const createPool = (key: string): Pool => {
    const { listed, origin } = fromPoolKey(key);
    return new Pool(origin, {
      allowH2: options.allowH2 ?? false,
      pipelining: 1,
      keepAliveTimeout: options.keepAliveMs ?? 15_000,
      connect: { lookup: createGuardedLookup(resolve, listed), timeout: maxConnectMs },
    });
  };
  const pools = createOriginPools({
    createPool,
    clock,
    maxPools: options.maxOrigins ?? 256,
    idleMs: options.idleOriginMs ?? 60_000,
  });

  const acquire = (target: EgressTarget) => {
    if (isClosed) {
      throw new GatewayError({ code: 'shutting_down', message: 'The gateway is stopping.' });
    }
    const lease = pools.acquire(poolKey(target));
    if (lease.activeCalls <= maxCallsPerOrigin) return lease;
    lease.release();
    throw new GatewayError({
      code: 'overloaded',
      message: 'The gateway has too many calls of this upstream under way.',
    });
  };

  return {
    send(request, receiver) {
      try {
        const target = checkEgressUrl(request.url, request.privateOrigins);
        const { pool, release } = acquire(target);
        const { url } = target;
        return startNodeCall({
          dispatcher: pool,
          url,
          request,
          receiver,
          clock,
          onSettled: release,
        });
      } catch (error) {
        // The receiver must not hear of the end before `send` has returned.
        queueMicrotask(() => receiver.onError(GatewayError.fromUnknown(error)));
        return refusedCall;
      }
    },
    async close() {
      isClosed = true;
      await pools.close();
    },
  };
}
