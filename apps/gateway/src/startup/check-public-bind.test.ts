import { expect, test } from 'vitest';
import { checkPublicBind } from './check-public-bind.ts';

const nothing = { masterKeyGiven: false, hasApiKeys: false, needsKey: true };

test.each(['127.0.0.1', '127.8.8.8', '::1', '[::1]', 'localhost', '::ffff:127.0.0.1'])(
  '%s is loopback and needs nothing',
  (host) => {
    expect(checkPublicBind({ host, ...nothing })).toBeUndefined();
  },
);

test.each(['0.0.0.0', '::', '10.0.0.1', '203.0.113.9', 'example.org', ''])(
  '%s is refused without master key and keys, naming both',
  (host) => {
    expect(checkPublicBind({ host, ...nothing })).toMatch(/GATEWAY_MASTER_KEY.* and .*API key/);
  },
);

test('what is lacking is named alone, and nothing lacking is allowed', () => {
  const host = '0.0.0.0';
  const check = (facts: object) => checkPublicBind({ host, ...nothing, ...facts });
  expect(check({ masterKeyGiven: true })).not.toMatch(/MASTER/);
  expect(check({ hasApiKeys: true })).not.toMatch(/API key/);
  expect(check({ masterKeyGiven: true, hasApiKeys: true })).toBeUndefined();
});

test('nothing makes up for calls without a key', () => {
  const facts = { host: '0.0.0.0', masterKeyGiven: true, hasApiKeys: true, needsKey: false };
  expect(checkPublicBind(facts)).toMatch(/auth\.required/);
  expect(checkPublicBind({ ...facts, host: '127.0.0.1' })).toBeUndefined();
});
