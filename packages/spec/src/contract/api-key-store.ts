/** An API key as it is kept: never the key itself. */
export interface ApiKeyRecord {
  /** Public part of the key; names it in lists and logs. */
  readonly id: string;
  /** Name a person gave it. */
  readonly name: string;
  /** First characters of the key, for people to recognise it. */
  readonly prefix: string;
  /** Keyed hash (HMAC-SHA-256) of the whole key, lower-case hex. */
  readonly hash: string;
  readonly createdAtMs: number;
  /** From when on the key is refused, epoch milliseconds. */
  readonly expiresAtMs?: number;
  readonly revokedAtMs?: number;
  /** See `Principal.allowedModels`. */
  readonly allowedModels?: readonly string[];
}

/** Keeps API keys. */
export interface ApiKeyStore {
  /** @throws `GatewayError` `internal` when the id or the hash is taken */
  insert(record: ApiKeyRecord): Promise<void>;
  /** All keys, oldest first, those of the same instant by id, revoked ones included. */
  list(): Promise<readonly ApiKeyRecord[]>;
  /** @returns whether there was a key of this id that was not revoked before */
  revoke(id: string, revokedAtMs: number): Promise<boolean>;
}
