import type { Headers } from '@gateway/spec';
import { createSeededRandom, createVirtualClock } from '@gateway/testkit/clock';
import { describe, expect, it } from 'vitest';
import { createApiKeys } from '../keys/api-keys.ts';
import { createKeyHasher } from '../keys/hash-key.ts';
import type { Route } from '../routes/route.ts';
import { Secret } from '../snapshot/secret.ts';
import { createMemoryApiKeyStore } from '../stores/memory-api-key-store.ts';
import { authorize } from './authorize.ts';

const route: Route = {
  method: 'POST',
  pattern: '/v1/messages',
  operation: 'generate',
  realm: 'data',
  permission: 'models:use',
};

function setUp(required = true) {
  const random = createSeededRandom(1);
  const clock = createVirtualClock();
  const store = createMemoryApiKeyStore();
  const hash = createKeyHasher(undefined, random);
  const keys = createApiKeys({ store, hash, clock, random });
  keys.useStatic([{ name: 'static', key: new Secret('secret-key'), allowedModels: ['a'] }]);
  const come = (headers: Headers, to = route) =>
    authorize({ route: to, headers }, { keys, required });
  return { come, keys, clock };
}

describe('authorizing', () => {
  it.each<Headers>([
    { authorization: 'Bearer secret-key' },
    { authorization: 'bearer  secret-key ' },
    { 'x-api-key': 'secret-key' },
    { 'x-goog-api-key': ['secret-key', 'other'] },
    { authorization: 'Basic abc', 'x-api-key': 'secret-key' },
  ])('takes the key from %j', async (headers) => {
    expect(await setUp().come(headers)).toMatchObject({ name: 'static', allowedModels: ['a'] });
  });

  it.each<Headers>([{}, { authorization: 'Bearer' }, { authorization: '' }, { 'x-api-key': ' ' }])(
    'asks for a key on %j',
    async (headers) => {
      await expect(setUp().come(headers)).rejects.toMatchObject({ code: 'invalid_api_key' });
    },
  );

  it('refuses an unknown key even where keys are optional', async () => {
    const { come } = setUp(false);
    await expect(come({ 'x-api-key': 'guess' })).rejects.toMatchObject({ code: 'invalid_api_key' });
    expect(await come({})).toMatchObject({ keyId: 'anonymous' });
  });

  it('refuses revoked and expired keys with 403', async () => {
    const { come, keys, clock } = setUp();
    const { key, record } = await keys.create({ name: 'a' });
    const brief = await keys.create({ name: 'b', expiresAtMs: clock.nowMs() + 1 });
    await keys.revoke(record.id);
    await clock.advance(1);
    for (const token of [key, brief.key]) {
      await expect(come({ 'x-api-key': token })).rejects.toMatchObject({
        code: 'permission_denied',
      });
    }
  });

  it('lets anybody see public routes and nobody see routes without a grant', async () => {
    const { come } = setUp();
    expect(await come({}, { ...route, realm: 'public', permission: 'health:read' })).toBeDefined();
    await expect(come({}, { ...route, realm: 'public' })).rejects.toMatchObject({
      code: 'permission_denied',
    });
  });

  it('answers 503, never yes, while the keys cannot be read', async () => {
    const random = createSeededRandom(1);
    const store = { ...createMemoryApiKeyStore(), list: () => Promise.reject(new Error('down')) };
    const hash = createKeyHasher(undefined, random);
    const keys = createApiKeys({ store, hash, clock: createVirtualClock(), random });
    const visit = authorize({ route, headers: { 'x-api-key': 'x' } }, { keys, required: true });
    await expect(visit).rejects.toMatchObject({ code: 'overloaded' });
  });
});
