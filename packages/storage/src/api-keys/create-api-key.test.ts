import { createSeededRandom } from '@gateway/testkit/clock';
import { expect, it } from 'vitest';
import { createVault } from '../vault/create-vault.ts';
import { isWellFormedApiKey } from './api-key-format.ts';
import { createApiKey } from './create-api-key.ts';

const vault = createVault({ masterKey: new Uint8Array(32).fill(7) });
const create = (seed: number) =>
  createApiKey({ random: createSeededRandom(seed), vault, name: 'laptop', nowMs: 5 });

it('makes a key whose record holds its hash and its recognisable start only', () => {
  const { key, record } = create(1);
  expect(key).toMatch(/^sk_gw_[0-9A-Za-z]{12}_[0-9A-Za-z]{39}$/);
  expect(record).toEqual({
    id: key.slice(6, 18),
    name: 'laptop',
    prefix: key.slice(0, 18),
    hash: vault.hashApiKey(key),
    createdAtMs: 5,
  });
  expect(JSON.stringify(record)).not.toContain(key.slice(19));
});

it('carries expiry and allowed models into the record', () => {
  const limits = { expiresAtMs: 9, allowedModels: ['demo/*'] };
  const random = createSeededRandom(1);
  expect(createApiKey({ random, vault, name: '', nowMs: 5, ...limits }).record).toMatchObject(
    limits,
  );
});

it('makes keys with a checksum that notices every changed or swapped character', () => {
  const { key } = create(2);
  expect(isWellFormedApiKey(key)).toBe(true);
  for (let at = 0; at < key.length; at += 1) {
    const changed = key.slice(0, at) + (key[at] === 'a' ? 'b' : 'a') + key.slice(at + 1);
    expect(isWellFormedApiKey(changed)).toBe(false);
    const swapped =
      key.slice(0, at) +
      key
        .slice(at, at + 2)
        .split('')
        .reverse()
        .join('');
    const rest = key.slice(at + 2);
    expect(isWellFormedApiKey(swapped + rest)).toBe(swapped + rest === key);
  }
  for (const other of ['', `${key}x`, ` ${key}`, `${key}\n`, 'sk-proj-123']) {
    expect(isWellFormedApiKey(other)).toBe(false);
  }
});

it('draws every character of the alphabet about equally often', () => {
  const counts = new Map<string, number>();
  for (let seed = 0; seed < 2_000; seed += 1) {
    for (const character of create(seed).key.slice(19, 52)) {
      counts.set(character, (counts.get(character) ?? 0) + 1);
    }
  }
  // 66,000 draws over 62 characters: 1,065 each, standard deviation 32.
  expect(counts.size).toBe(62);
  expect(Math.min(...counts.values())).toBeGreaterThan(900);
  expect(Math.max(...counts.values())).toBeLessThan(1_230);
});

it('never makes the same key twice', () => {
  const keys = new Set(Array.from({ length: 1_000 }, (_, seed) => create(seed).key));
  expect(keys.size).toBe(1_000);
});
