export { apiKeyStoreContract } from './api-key-store-contract.ts';
export { clockContract, type DrivenClock } from './clock-contract.ts';
export type { Opened } from './opened.ts';
export { readmeContract } from './readme-contract.ts';
export { settingsStoreContract } from './settings-store-contract.ts';
export { usageStoreContract } from './usage-store-contract.ts';
export { vaultContract } from './vault-contract.ts';
