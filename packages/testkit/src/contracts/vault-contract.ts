import type { Vault } from '@gateway/spec';
import { describe, expect, it } from 'vitest';

/**
 * Declares the tests every vault passes.
 *
 * @param name - which vault, for the report
 * @param create - makes a vault of a 32-byte master key
 */
export function vaultContract(name: string, create: (masterKey: Uint8Array) => Vault): void {
  const open = (fill = 1) => create(new Uint8Array(32).fill(fill));
  const failure = { code: 'internal' };

  describe(`${name} guards secrets`, () => {
    it('and opens what it sealed, whatever the text', () => {
      for (const text of ['', 'sk-upstream', 'ünïcode \u{1f511}', 'x'.repeat(10_000)]) {
        expect(open().open(open().seal(text, 'credential:one'), 'credential:one')).toBe(text);
      }
    });

    it('and shows neither the secret nor that two secrets are the same', () => {
      const [one, other] = [open().seal('sk-upstream', 'c'), open().seal('sk-upstream', 'c')];
      expect(one).toMatch(/^[\x21-\x7e]+$/);
      expect(one).not.toContain('sk-upstream');
      expect(one).not.toBe(other);
    });

    it('and opens nothing for another purpose or under another key', () => {
      const sealed = open().seal('secret', 'credential:one');
      const attempts = [
        () => open().open(sealed, 'credential:two'),
        () => open(2).open(sealed, 'credential:one'),
      ];
      for (const attempt of attempts) expect(attempt).toThrow(expect.objectContaining(failure));
    });

    it('and opens nothing of which a single character was changed or cut', () => {
      const sealed = open().seal('secret', 'c');
      for (let at = 0; at < sealed.length; at += 1) {
        const swapped = sealed[at] === 'A' ? 'B' : 'A';
        const changed = sealed.slice(0, at) + swapped + sealed.slice(at + 1);
        expect(() => open().open(changed, 'c')).toThrow(expect.objectContaining(failure));
        expect(() => open().open(sealed.slice(0, at), 'c')).toThrow(
          expect.objectContaining(failure),
        );
      }
    });

    it('and hashes keys the same way every time, differently under another master key', () => {
      expect(open().hashApiKey('k')).toMatch(/^[0-9a-f]{64}$/);
      expect(open().hashApiKey('k')).toBe(open().hashApiKey('k'));
      expect(open().hashApiKey('k')).not.toBe(open().hashApiKey('l'));
      expect(open().hashApiKey('k')).not.toBe(open(2).hashApiKey('k'));
    });

    it('and derives one key per purpose and master key', () => {
      const keys = [
        open().deriveKey('seals'),
        open().deriveKey('cookies'),
        open(2).deriveKey('seals'),
      ];
      expect(keys.map((key) => key.length)).toEqual([32, 32, 32]);
      expect(new Set(keys.map(String)).size).toBe(3);
      expect(open().deriveKey('seals')).toEqual(open().deriveKey('seals'));
    });
  });
}
