import { GatewayError } from '@gateway/spec';
import { describe, expect, it } from 'vitest';
import { checkEgressUrl, checkResolvedAddress } from './check-egress-url.ts';
import { classifyAddress } from './classify-address.ts';

const denied = (run: () => unknown): boolean => {
  try {
    run();
    return false;
  } catch (error) {
    return GatewayError.is(error) && error.code === 'egress_denied';
  }
};

/** One address of every block in the IANA registries of special-purpose addresses, and more. */
const special = [
  ['this network', '0.1.2.3'],
  ['unspecified', '0.0.0.0'],
  ['private 10/8', '10.1.2.3'],
  ['private 172.16/12', '172.31.255.254'],
  ['private 192.168/16', '192.168.0.1'],
  ['shared, carrier-grade NAT', '100.64.0.1'],
  ['shared, last', '100.127.255.255'],
  ['loopback', '127.0.0.1'],
  ['loopback, far end', '127.255.255.254'],
  ['link-local', '169.254.1.1'],
  ['IETF protocol assignments', '192.0.0.8'],
  ['documentation 1', '192.0.2.1'],
  ['documentation 2', '198.51.100.7'],
  ['documentation 3', '203.0.113.9'],
  ['AS112', '192.31.196.1'],
  ['AMT', '192.52.193.1'],
  ['6to4 relay', '192.88.99.1'],
  ['direct delegation AS112', '192.175.48.1'],
  ['benchmarking', '198.18.0.1'],
  ['benchmarking, last', '198.19.255.255'],
  ['multicast', '224.0.0.1'],
  ['reserved', '240.0.0.1'],
  ['broadcast', '255.255.255.255'],
  ['IPv6 unspecified', '::'],
  ['IPv6 loopback', '::1'],
  ['IPv4-compatible', '::7f00:1'],
  ['IPv4-mapped loopback', '::ffff:127.0.0.1'],
  ['IPv4-mapped private', '::ffff:a00:1'],
  ['IPv4-mapped public', '::ffff:8.8.8.8'],
  ['IPv4-translated', '::ffff:0:7f00:1'],
  ['NAT64', '64:ff9b::7f00:1'],
  ['NAT64, local use', '64:ff9b:1::1'],
  ['discard only', '100::1'],
  ['dummy prefix', '100:0:0:1::1'],
  ['Teredo', '2001::1'],
  ['IPv6 benchmarking', '2001:2::1'],
  ['ORCHID', '2001:10::1'],
  ['ORCHIDv2', '2001:20::1'],
  ['drone remote id', '2001:30::1'],
  ['IPv6 documentation', '2001:db8::1'],
  ['IPv6 documentation 2', '3fff::1'],
  ['6to4 of loopback', '2002:7f00:1::1'],
  ['segment routing', '5f00::1'],
  ['unique local', 'fc00::1'],
  ['unique local, random', 'fd12:3456::1'],
  ['IPv6 link-local', 'fe80::1'],
  ['IPv6 link-local with zone', 'fe80::1%eth0'],
  ['site-local', 'fec0::1'],
  ['IPv6 multicast', 'ff02::1'],
  ['not given out yet', '4000::1'],
  ['global with zone', '2606:4700::1%eth0'],
  ['not an address', 'example.com'],
] as const;

const metadata = [
  '169.254.169.254',
  '168.63.129.16',
  '100.100.100.200',
  '192.0.0.192',
  'fd00:ec2::254',
  '::ffff:169.254.169.254',
  'fd00:ec2::254%eth0',
  '::a9fe:a9fe',
  '::ffff:0:a9fe:a9fe',
  '64:ff9b::a9fe:a9fe',
  '64:ff9b:1::a9fe:a9fe',
  '2002:a9fe:a9fe::1',
  '2001:0:4136:e378:8000:63bf:5601:5601',
  'fe80::5efe:a9fe:a9fe',
  'fe80::a9fe:a9fe',
];

const publicAddresses = [
  '8.8.8.8',
  '1.1.1.1',
  '104.18.6.192',
  '2606:4700::6812:6c0',
  '2a00:1450::1',
];

describe('classifyAddress', () => {
  it.each(special)('holds %s (%s) for special', (_name, address) => {
    expect(classifyAddress(address)).toBe('special');
  });

  it.each(metadata)('knows the metadata service at %s', (address) => {
    expect(classifyAddress(address)).toBe('metadata');
  });

  it.each(publicAddresses)('holds %s for public', (address) => {
    expect(classifyAddress(address)).toBe('public');
  });
});

/** Spellings of forbidden hosts, all of which the WHATWG parser or the name rules must unmask. */
const forbiddenUrls = [
  'http://127.0.0.1/v1',
  'http://127.1/v1',
  'http://2130706433/v1',
  'http://0x7f000001/v1',
  'http://0177.0.0.1/v1',
  'http://0x7f.1/v1',
  'http://127.0.0.1./v1',
  'http://①②⑦.⓪.⓪.①/v1',
  'http://[::1]/v1',
  'http://[::ffff:127.0.0.1]/v1',
  'http://[::ffff:7f00:1]/v1',
  'http://[64:ff9b::7f00:1]/v1',
  'http://0/v1',
  'http://localhost/v1',
  'http://LOCALHOST./v1',
  'http://localhost../v1',
  'http://a.localhost.../v1',
  'http://localhost.localdomain/v1',
  'http://vllm.models.svc/v1',
  'http://nas.lan/v1',
  'http://metadata.goog/computeMetadata/v1/',
  'http://a.localhost/v1',
  'http://printer.local/v1',
  'http://vllm:8000/v1',
  'http://metadata.google.internal/computeMetadata/v1/',
  'http://169.254.169.254/latest/meta-data/',
  'https://10.0.0.1/v1',
  'ftp://example.com/v1',
  'file:///etc/passwd',
  'data:text/plain,hello',
  'https://user:secret@example.com/v1',
  'https://user@example.com/v1',
  'example.com/v1',
  '',
];

describe('checkEgressUrl', () => {
  it.each(forbiddenUrls)('refuses %s', (address) => {
    expect(denied(() => checkEgressUrl(address))).toBe(true);
  });

  it('takes public names and addresses', () => {
    for (const address of [
      'https://api.example.com/v1',
      'http://8.8.8.8/',
      'https://[2606:4700::1]/',
    ]) {
      expect(checkEgressUrl(address).listed).toBe(false);
    }
  });

  it('lets a listed origin be private, to the exact scheme, host and port', () => {
    const listed = ['http://127.0.0.1:11434', 'http://vllm:8000/v1'];
    expect(checkEgressUrl('http://127.0.0.1:11434/api/chat', listed).listed).toBe(true);
    expect(checkEgressUrl('http://2130706433:11434/', listed).listed).toBe(true);
    expect(checkEgressUrl('http://vllm:8000/v1/models', listed).listed).toBe(true);
    expect(denied(() => checkEgressUrl('http://127.0.0.1:11435/', listed))).toBe(true);
    expect(denied(() => checkEgressUrl('https://127.0.0.1:11434/', listed))).toBe(true);
    expect(denied(() => checkEgressUrl('http://127.0.0.2:11434/', listed))).toBe(true);
  });

  it('ignores entries of the list that are not origins', () => {
    expect(denied(() => checkEgressUrl('http://127.0.0.1/', ['*', '127.0.0.1', '']))).toBe(true);
  });

  it('reaches a metadata service only where its own address is listed', () => {
    const address = 'http://169.254.169.254/latest';
    expect(denied(() => checkEgressUrl(address))).toBe(true);
    expect(checkEgressUrl(address, ['http://169.254.169.254']).listed).toBe(true);
  });
});

describe('checkResolvedAddress', () => {
  it('refuses special addresses for origins that are not listed', () => {
    for (const [, address] of special) {
      expect(denied(() => checkResolvedAddress(address, false))).toBe(true);
    }
  });

  it('lets listed names be private but never a metadata service', () => {
    expect(denied(() => checkResolvedAddress('10.0.0.1', true))).toBe(false);
    expect(denied(() => checkResolvedAddress('::1', true))).toBe(false);
    for (const address of metadata) {
      expect(denied(() => checkResolvedAddress(address, true))).toBe(true);
    }
  });
});
