import type { ApiKeyRecord } from '@gateway/spec';
import { createSeededRandom, createVirtualClock } from '@gateway/testkit/clock';
import { describe, expect, it } from 'vitest';
import { Secret } from '../snapshot/secret.ts';
import { createMemoryApiKeyStore } from '../stores/memory-api-key-store.ts';
import { createApiKeys } from './api-keys.ts';
import { createKeyHasher } from './hash-key.ts';

function setUp() {
  const random = createSeededRandom(1);
  const clock = createVirtualClock();
  const store = createMemoryApiKeyStore();
  const hash = createKeyHasher(undefined, random);
  const keys = createApiKeys({ store, hash, clock, random });
  return { keys, store, clock, hash };
}

describe('API keys', () => {
  it('makes keys of at least 192 random bits and stores only their hash', async () => {
    const { keys, store } = setUp();
    const { key, record } = await keys.create({ name: 'laptop' });
    expect(key).toMatch(new RegExp(`^sk_gw_${record.id}_[0-9A-Za-z]{39}$`));
    const [stored] = await store.list();
    expect(stored).toEqual(record);
    expect(JSON.stringify(stored)).not.toContain(key.slice(record.prefix.length));
    expect(keys.look(key)).toMatchObject({ kind: 'valid', record: { name: 'laptop' } });
  });

  it('does not know other keys', () => {
    const { keys } = setUp();
    expect(keys.look('sk_guess')).toEqual({ kind: 'unknown' });
  });

  it('tells a mistyped or cut key from an unknown one', async () => {
    const { keys } = setUp();
    const { key } = await keys.create({ name: 'a' });
    const swapped = key.replace(/(.)$/, (last) => (last === 'a' ? 'b' : 'a'));
    for (const wrong of [swapped, key.slice(0, -1), 'sk_gw_', `${key}x`]) {
      expect(keys.look(wrong), wrong).toEqual({ kind: 'mistyped' });
    }
  });

  it('refuses a revoked key before the store has answered', async () => {
    const { keys } = setUp();
    const { key, record } = await keys.create({ name: 'a' });
    const revoked = keys.revoke(record.id);
    expect(keys.look(key)).toMatchObject({ kind: 'revoked' });
    expect(await revoked).toBe(true);
    expect(await keys.revoke(record.id)).toBe(false);
  });

  it('refuses a key from the moment it expires', async () => {
    const { keys, clock } = setUp();
    const expiresAtMs = clock.nowMs() + 1000;
    const { key } = await keys.create({ name: 'a', expiresAtMs });
    expect(keys.look(key).kind).toBe('valid');
    await clock.advance(1000);
    expect(keys.look(key)).toMatchObject({ kind: 'expired' });
  });

  it('sees what another process changed after a refresh', async () => {
    const { keys, store, hash } = setUp();
    const record: ApiKeyRecord = {
      id: 'k',
      name: 'other',
      prefix: 'sk_',
      hash: hash('sk_x'),
      createdAtMs: 0,
    };
    await keys.ready();
    await store.insert(record);
    expect(keys.look('sk_x').kind).toBe('unknown');
    await keys.refresh();
    expect(keys.look('sk_x').kind).toBe('valid');
    await store.revoke('k', 1);
    await keys.refresh();
    expect(keys.look('sk_x').kind).toBe('revoked');
  });

  it('tries a failed load again', async () => {
    const { store, clock, hash } = setUp();
    let failures = 1;
    const flaky = {
      ...store,
      list: async () => {
        if (failures-- > 0) throw new Error('down');
        return store.list();
      },
    };
    const random = createSeededRandom(2);
    const keys = createApiKeys({ store: flaky, hash, clock, random });
    await expect(keys.ready()).rejects.toThrow('down');
    await keys.ready();
    expect(keys.isReady).toBe(true);
  });

  it('takes the keys of a new configuration in place of the old ones', () => {
    const { keys } = setUp();
    keys.useStatic([
      { name: 'one', key: new Secret('first-key') },
      { name: 'two', key: new Secret('second-key') },
    ]);
    keys.useStatic([{ name: 'two', key: new Secret('second-key') }]);
    expect(keys.look('first-key').kind).not.toBe('valid');
    expect(keys.look('second-key')).toMatchObject({ kind: 'valid', record: { name: 'two' } });
  });

  it('keeps every key of a new configuration, also one that moved up in the list', () => {
    const { keys } = setUp();
    const [one, two, three] = ['first-key', 'second-key', 'third-key'].map((key) => ({
      name: key,
      key: new Secret(key),
    }));
    if (!one || !two || !three) throw new Error('three keys');
    keys.useStatic([one, two]);
    keys.useStatic([two, three]);
    expect(keys.look('first-key').kind).not.toBe('valid');
    expect(keys.look('second-key').kind).toBe('valid');
    expect(keys.look('third-key').kind).toBe('valid');
  });
});

/** A store whose lists are taken when asked and handed over when told. */
function setUpSlow() {
  const { store, clock, hash } = setUp();
  const waiting: (() => void)[] = [];
  const slow = {
    ...store,
    async list() {
      const records = await store.list();
      await new Promise<void>((resolve) => void waiting.push(resolve));
      return records;
    },
  };
  const keys = createApiKeys({ store: slow, hash, clock, random: createSeededRandom(2) });
  const refreshAround = async (change: () => Promise<unknown>) => {
    const refreshed = keys.refresh();
    await clock.advance(0);
    await change();
    waiting.shift()?.();
    await refreshed;
  };
  return { keys, refreshAround, waiting, clock };
}

describe('a refresh that overlaps a change', () => {
  it('does not bring a revoked key back to life', async () => {
    const { keys, refreshAround } = setUpSlow();
    const { key, record } = await keys.create({ name: 'a' });
    await refreshAround(() => keys.revoke(record.id));
    expect(keys.look(key)).toMatchObject({ kind: 'revoked' });
  });

  it('does not lose a key made meanwhile', async () => {
    const { keys, refreshAround } = setUpSlow();
    let key = '';
    await refreshAround(async () => {
      ({ key } = await keys.create({ name: 'a' }));
    });
    expect(keys.look(key).kind).toBe('valid');
    await refreshAround(async () => undefined);
    expect(keys.look(key).kind).toBe('valid');
  });

  it('is not undone by an older one that ends later', async () => {
    const { keys, waiting, clock } = setUpSlow();
    const older = keys.refresh();
    await clock.advance(0);
    const { key } = await keys.create({ name: 'a' });
    const newer = keys.refresh();
    await clock.advance(0);
    for (const release of waiting.splice(0).toReversed()) release();
    await clock.advance(0);
    for (const release of waiting.splice(0)) release();
    await Promise.all([older, newer]);
    expect(keys.look(key).kind).toBe('valid');
  });
});
