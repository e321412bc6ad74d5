import type { LookupAddress } from 'node:dns';
import type { LookupFunction } from 'node:net';
import { GatewayError } from '@gateway/spec';
import { checkResolvedAddress } from '../egress/check-egress-url.ts';

/** Finds all addresses of a name. */
export type ResolveAddresses = (hostname: string) => Promise<readonly LookupAddress[]>;

/**
 * Makes the function through which sockets learn their address: it resolves, checks every address
 * it got, and hands out exactly those. There is no second resolution between check and connection,
 * so a name server that changes its answer gains nothing.
 *
 * @param listed - whether the origin may be private
 * @returns a lookup for `net.connect`; it fails with `egress_denied` if any address is forbidden
 * @throws never
 */
export function createGuardedLookup(resolve: ResolveAddresses, listed: boolean): LookupFunction {
  return (hostname, options, callback) => {
    const fail = (error: unknown) =>
      callback(error instanceof Error ? error : GatewayError.fromUnknown(error), []);
    resolve(hostname).then((addresses) => {
      try {
        for (const { address } of addresses) checkResolvedAddress(address, listed);
        const [first] = addresses;
        if (!first) throw Object.assign(new Error('no address'), { code: 'ENOTFOUND' });
        if (options.all) callback(null, [...addresses]);
        else callback(null, first.address, first.family);
      } catch (error) {
        fail(error);
      }
    }, fail);
  };
}
