/** Encrypts secrets under the gateway's master key. */
export interface Vault {
  /**
   * Encrypts a secret.
   *
   * @param plaintext - UTF-8 text
   * @param context - what the secret is for; the same words are needed to open it
   * @returns printable text that names the key it was made with
   */
  seal(plaintext: string, context: string): string;
  /** @throws `GatewayError` `internal` when key, context or ciphertext do not fit */
  open(ciphertext: string, context: string): string;
  /** Keyed hash of an API key, lower-case hex of 32 bytes. */
  hashApiKey(key: string): string;
  /**
   * Derives a key for one purpose, e.g. `seals`.
   *
   * @returns 32 bytes, always the same for a purpose and a master key
   */
  deriveKey(purpose: string): Uint8Array;
}
