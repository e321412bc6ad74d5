import type { Json } from '../json.ts';

/** Keeps named settings. */
export interface SettingsStore {
  /** @returns the value, or `undefined` when there is none */
  get(name: string): Promise<Json | undefined>;
  set(name: string, value: Json): Promise<void>;
  delete(name: string): Promise<void>;
}
