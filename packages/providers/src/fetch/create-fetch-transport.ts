import { type Clock, GatewayError, type Transport, type TransportCall } from '@gateway/spec';
import { checkEgressUrl } from '../egress/check-egress-url.ts';
import { systemClock } from '../transport/system-clock.ts';
import { type Fetch, startFetchCall } from './start-fetch-call.ts';

/** Settings of {@link createFetchTransport}. */
export interface FetchTransportOptions {
  /** The `fetch` to use; absent = the platform's. */
  readonly fetch?: Fetch;
  /** Time for all timers; absent = the platform's. */
  readonly clock?: Clock;
}

const refusedCall: TransportCall = Object.freeze({
  pause: () => undefined,
  resume: () => undefined,
  abort: () => undefined,
});

/**
 * Makes a transport over `fetch`, for every runtime that has it: workerd, Deno, Bun, browsers, Node.
 *
 * The address is checked as it is written. What a name resolves to is out of reach of `fetch`: on a
 * platform that can reach private networks the Node transport, which checks that too, is the right
 * one. Redirects are not followed.
 *
 * @returns a transport; `close` refuses new calls
 * @throws never
 */
export function createFetchTransport(options: FetchTransportOptions = {}): Transport {
  const { clock = systemClock } = options;
  // Some platforms insist that their `fetch` is called as a plain function.
  const fetch: Fetch = options.fetch ?? ((address, init) => globalThis.fetch(address, init));
  let isClosed = false;
  return {
    send(request, receiver) {
      try {
        if (isClosed) {
          throw new GatewayError({ code: 'shutting_down', message: 'The gateway is stopping.' });
        }
        const { url } = checkEgressUrl(request.url, request.privateOrigins);
        return startFetchCall({ fetch, url, request, receiver, clock });
      } catch (error) {
        // The receiver must not hear of the end before `send` has returned.
        queueMicrotask(() => receiver.onError(GatewayError.fromUnknown(error)));
        return refusedCall;
      }
    },
    async close() {
      isClosed = true;
    },
  };
}
