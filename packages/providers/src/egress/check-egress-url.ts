import { GatewayError } from '@gateway/spec';
import { classifyAddress, isAddress } from './classify-address.ts';

/** An address that passed the check by its text alone. */
export interface EgressTarget {
  readonly url: URL;
  /** Host without brackets and without trailing dots. */
  readonly host: string;
  /** Whether the operator listed this very origin, so that it may be private. */
  readonly listed: boolean;
}

const egressDenied = (message: string): GatewayError =>
  new GatewayError({ code: 'egress_denied', message });

const parseUrl = (address: string): URL => {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (!url) throw egressDenied('The address of the upstream is not a URL.');
  if (url.protocol !== 'https:' && url.protocol !== 'http:') {
    throw egressDenied('The address of the upstream must begin with http: or https:.');
  }
  if (url.username !== '' || url.password !== '') {
    throw egressDenied('The address of the upstream must not hold a user name or password.');
  }
  return url;
};

const toHost = (url: URL): string => url.hostname.replace(/^\[(.*)\]$/, '$1').replace(/\.+$/, '');

const isListed = (origin: string, privateOrigins: readonly string[]): boolean =>
  privateOrigins.some((entry) => URL.canParse(entry) && new URL(entry).origin === origin);

/**
 * Names that only a private network can know, or a cloud's inside.
 *
 * @source RFC 6761, RFC 6762 appendix G, RFC 8375; ICANN (`internal`); Google Cloud (`metadata.goog`)
 */
const privateName =
  /(?:^|\.)(?:localhost|localdomain|local|internal|intranet|private|corp|home|lan|svc|home\.arpa|metadata\.goog)$/;

const isPrivateName = (host: string): boolean => !host.includes('.') || privateName.test(host);

/**
 * Checks the address of an upstream before anything is resolved.
 *
 * The WHATWG parser has already turned decimal, octal and hexadecimal spellings of IPv4 into four
 * decimal parts, so a literal is judged by what it means. Names are judged again, by every address
 * they resolve to, when the connection is made.
 *
 * @param address - absolute address, as configured
 * @param privateOrigins - origins that may be private, e.g. `http://127.0.0.1:11434`
 * @throws `GatewayError` `egress_denied`
 */
export function checkEgressUrl(
  address: string,
  privateOrigins: readonly string[] = [],
): EgressTarget {
  const url = parseUrl(address);
  const host = toHost(url);
  const listed = isListed(url.origin, privateOrigins);
  const isPrivate = isAddress(host) ? classifyAddress(host) !== 'public' : isPrivateName(host);
  if (isPrivate && !listed) {
    throw egressDenied(
      'The upstream is at a private or special address, and its origin is not listed as allowed.',
    );
  }
  return { url, host, listed };
}

/**
 * Checks one address that a name resolved to.
 *
 * A listed origin may resolve to a private address, but never to a metadata service: that one has
 * to be listed by its own literal address.
 *
 * @throws `GatewayError` `egress_denied`
 */
export function checkResolvedAddress(address: string, listed: boolean): void {
  const kind = classifyAddress(address);
  if (kind === 'public' || (listed && kind === 'special' && isAddress(address))) return;
  throw egressDenied(
    'The name of the upstream resolves to an address that the gateway must not reach.',
  );
}
