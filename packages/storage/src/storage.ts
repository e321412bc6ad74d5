import type { ApiKeyStore, SettingsStore, UsageStore } from '@gateway/spec';

/** All stores of one database. */
export interface Storage {
  readonly apiKeys: ApiKeyStore;
  readonly settings: SettingsStore;
  readonly usage: UsageStore;
  /** Finishes what is under way and lets go of the database; calls after it fail. May be called again. */
  close(): Promise<void>;
}
