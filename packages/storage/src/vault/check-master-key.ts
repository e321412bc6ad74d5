import { GatewayError, type SettingsStore, type Vault } from '@gateway/spec';

const settingName = 'vault.check';
const context = 'vault-check';
const knownText = 'This database belongs to the master key that opens this line.';

const canOpen = (vault: Vault, sealed: string): boolean => {
  try {
    return vault.open(sealed, context) === knownText;
  } catch (error) {
    if (GatewayError.is(error)) return false;
    throw error;
  }
};

/**
 * Makes sure that the master key is the one the database was made with. The first start leaves a
 * sealed line in the settings; every later start must be able to open it.
 *
 * @throws `GatewayError` `internal`, with a message for the operator, when it cannot
 */
export async function checkMasterKey(options: {
  readonly vault: Vault;
  readonly settings: SettingsStore;
}): Promise<void> {
  const { vault, settings } = options;
  const sealed = await settings.get(settingName);
  if (sealed === undefined) return settings.set(settingName, vault.seal(knownText, context));
  if (typeof sealed === 'string' && canOpen(vault, sealed)) return;
  throw new GatewayError({
    code: 'internal',
    message:
      'The master key is not the one this database was made with: API keys and stored credentials would not work. Start with the former key (GATEWAY_MASTER_KEY, GATEWAY_MASTER_KEY_FILE or master.key in the data folder), or with an empty data folder.',
  });
}
