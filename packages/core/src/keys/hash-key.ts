import type { Random, Vault } from '@gateway/spec';
import { hmac } from '@noble/hashes/hmac.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';

/** Hashes an API key: HMAC-SHA-256, lower-case hex. */
export type KeyHasher = (key: string) => string;

/**
 * Chooses how keys are hashed: by the vault, or with a secret that lives as long as the process.
 *
 * @param vault - needed wherever hashes outlive the process
 * @throws never
 */
export function createKeyHasher(vault: Vault | undefined, random: Random): KeyHasher {
  if (vault) return (key) => vault.hashApiKey(key);
  const secret = random.bytes(32);
  return (key) => bytesToHex(hmac(sha256, secret, utf8ToBytes(key)));
}
