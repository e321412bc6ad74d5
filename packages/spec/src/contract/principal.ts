/** Who makes a request: an API key and what it may do. */
export interface Principal {
  /** Id of the key, safe to log. */
  readonly keyId: string;
  /** Name a person gave the key. */
  readonly name: string;
  /** Model names or patterns with `*` that the key may use; absent = all. */
  readonly allowedModels?: readonly string[];
}
