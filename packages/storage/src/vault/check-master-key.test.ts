import type { Json, SettingsStore } from '@gateway/spec';
import { expect, it } from 'vitest';
import { checkMasterKey } from './check-master-key.ts';
import { createVault } from './create-vault.ts';

const createSettings = (): SettingsStore => {
  const values = new Map<string, Json>();
  return {
    get: async (name) => values.get(name),
    set: async (name, value) => void values.set(name, value),
    delete: async (name) => void values.delete(name),
  };
};
const vaultOf = (fill: number) => createVault({ masterKey: new Uint8Array(32).fill(fill) });

it('accepts any key at the first start and only that key from then on', async () => {
  const settings = createSettings();
  await checkMasterKey({ vault: vaultOf(1), settings });
  await checkMasterKey({ vault: vaultOf(1), settings });
  await expect(checkMasterKey({ vault: vaultOf(2), settings })).rejects.toThrow(
    'The master key is not the one this database was made with',
  );
});

it('refuses a line that is not what it wrote', async () => {
  const settings = createSettings();
  await settings.set('vault.check', null);
  await expect(checkMasterKey({ vault: vaultOf(1), settings })).rejects.toMatchObject({
    code: 'internal',
  });
});
