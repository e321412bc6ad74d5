import ipaddr from 'ipaddr.js';

/**
 * What kind of network an address belongs to: `public` = an ordinary host of the internet,
 * `metadata` = a cloud's instance metadata or credential service, `special` = everything else that
 * no public upstream can have (private, loopback, link-local, shared, translated, reserved …).
 */
export type AddressClass = 'public' | 'special' | 'metadata';

/**
 * Addresses at which clouds hand credentials to whoever asks from inside.
 *
 * @source documentation of AWS (IMDS, ECS, EKS), Google Cloud, Azure, Oracle Cloud, Alibaba Cloud
 */
const metadataAddresses: ReadonlySet<string> = new Set([
  '169.254.169.254',
  '169.254.170.2',
  '169.254.170.23',
  '168.63.129.16',
  '192.0.0.192',
  '100.100.100.200',
  'fd00:ec2::254',
  'fd00:ec2::23',
  'fd20:ce::254',
]);

/** The part of IPv6 from which global addresses are given out; all else is special. */
const globalUnicast = ipaddr.IPv6.parseCIDR('2000::/3');

/** IPv4 addresses that an IPv6 one may carry, by any of the ways there are. */
const carriedBy = ({ parts }: ipaddr.IPv6): readonly string[] => {
  const [, second = 0, third = 0, , , , seventh = 0, eighth = 0] = parts;
  const toText = (high: number, low: number) =>
    [high >> 8, high & 255, low >> 8, low & 255].join('.');
  return [
    // Compatible, translated, NAT64, ISATAP.
    toText(seventh, eighth),
    // 6to4.
    toText(second, third),
    // Teredo writes them inverted.
    toText(seventh ^ 0xffff, eighth ^ 0xffff),
  ];
};

const isMetadata = (address: ipaddr.IPv4 | ipaddr.IPv6): boolean =>
  metadataAddresses.has(address.toString()) ||
  (address instanceof ipaddr.IPv6 &&
    isSpecial(address) &&
    carriedBy(address).some((carried) => metadataAddresses.has(carried)));

const isSpecial = (address: ipaddr.IPv4 | ipaddr.IPv6): boolean =>
  address.range() !== 'unicast' ||
  (address instanceof ipaddr.IPv6 && !address.match(globalUnicast));

/**
 * Tells which kind of network an address belongs to.
 *
 * IPv4 addresses carried inside IPv6 ones (mapped, 6to4, NAT64, Teredo, compatible) are never
 * public, whatever they carry.
 *
 * @param address - IPv4 in four decimal parts, or IPv6, without brackets
 * @returns `special` for text that is no address: what cannot be read is not let out
 * @throws never
 * @source IANA special-purpose address registries (RFC 6890), read 2026-11-21
 */
export function classifyAddress(address: string): AddressClass {
  if (!ipaddr.isValid(address)) return 'special';
  const mapped = ipaddr.process(address.replace(/%.*$/, ''));
  if (isMetadata(mapped)) return 'metadata';
  // A zone belongs to a link, and no public upstream is on ours.
  if (isSpecial(mapped) || address.includes('%')) return 'special';
  // A mapped public IPv4 address is still a spelling that no honest configuration uses.
  return ipaddr.parse(address).kind() === mapped.kind() ? 'public' : 'special';
}

/**
 * Tells whether a host is an address rather than a name.
 *
 * @param host - host of an address after WHATWG parsing, without brackets
 * @throws never
 */
export function isAddress(host: string): boolean {
  return ipaddr.isValid(host);
}
