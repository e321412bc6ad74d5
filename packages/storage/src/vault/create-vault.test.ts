import { vaultContract } from '@gateway/testkit/contracts';
import { expect, it } from 'vitest';
import { createVault } from './create-vault.ts';

vaultContract('the vault', (masterKey) => createVault({ masterKey }));

const masterKey = new Uint8Array(32).fill(7);

it('names the key in each ciphertext without telling anything of it', () => {
  const idOf = (key: Uint8Array) => createVault({ masterKey: key }).seal('s', 'c').split('.')[1];
  expect(idOf(masterKey)).toMatch(/^[0-9a-f]{8}$/);
  expect(idOf(masterKey)).toBe(idOf(masterKey));
  expect(idOf(masterKey)).not.toBe(idOf(new Uint8Array(32)));
});

it('says which of key, purpose and form is wrong', () => {
  const vault = createVault({ masterKey });
  const other = createVault({ masterKey: new Uint8Array(32) });
  const sealed = vault.seal('secret', 'one');
  expect(() => other.open(sealed, 'one')).toThrow('another master key');
  expect(() => vault.open(sealed, 'two')).toThrow('another purpose');
  expect(() => vault.open('plain text', 'one')).toThrow('form');
});

it('keeps working when the caller wipes the key it handed in', () => {
  const handedIn = Uint8Array.from(masterKey);
  const vault = createVault({ masterKey: handedIn });
  const sealed = vault.seal('secret', 'c');
  handedIn.fill(0);
  expect(createVault({ masterKey }).open(vault.seal('new', 'c'), 'c')).toBe('new');
  expect(vault.open(sealed, 'c')).toBe('secret');
});

it('gives hashes, derived keys and ciphertexts that later versions must still understand', () => {
  const vault = createVault({ masterKey });
  expect(vault.hashApiKey('sk_gw_example')).toMatchInlineSnapshot(
    `"5f367561bc8493959613eb9b236ef0dcb621619cfc8a91cd776f32bd8ef3cba3"`,
  );
  expect(Buffer.from(vault.deriveKey('seals')).toString('hex')).toMatchInlineSnapshot(
    `"711822d4b5cc569be521dfb68da042dcd2167716f2b1b2a39991e540992e1502"`,
  );
  expect(vault.open(keptCiphertext, 'credential:1')).toBe('sk-upstream');
});

/** Written once with the key above. */
const keptCiphertext = 'gwv1.e58e626d.hii2bE6xWYcb4p29ZXTd5-UG3zsxZxeLrEkSDw_mIoBu8-2xzEVB';

it('refuses a master key of another length', () => {
  expect(() => createVault({ masterKey: new Uint8Array(16) })).toThrow('32 bytes');
});
