import type { Json, SettingsStore } from '@gateway/spec';

/**
 * Keeps settings in memory; they are gone with the process.
 *
 * @throws never
 */
export function createMemorySettingsStore(): SettingsStore {
  const settings = new Map<string, Json>();
  return {
    get: async (name) => settings.get(name),
    async set(name, value) {
      settings.set(name, value);
    },
    async delete(name) {
      settings.delete(name);
    },
  };
}
