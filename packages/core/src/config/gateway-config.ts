/**
 * What an operator or a library user decides. Plain data: it can be written in TypeScript, or read
 * from a file and checked by `@gateway/core/config`.
 *
 * @example
 * const config: GatewayConfig = {
 *   providers: { main: { vendor: 'some-vendor', apiKey: '…' } },
 *   models: { fast: 'main/some-model', careful: { targets: ['main/a', 'backup/b'] } },
 *   keys: [{ name: 'laptop', key: 'a-long-random-text' }],
 * };
 */
export interface GatewayConfig {
  /** Name of our choice → an account at a vendor. The name is the first half of `provider/model`. */
  readonly providers: Readonly<Record<string, ProviderConfig>>;
  /** Public model name → one target `provider/model`, or several in order of preference. */
  readonly models?: Readonly<Record<string, string | ModelConfig>>;
  /** Another name → a public model name, `provider/model` or another alias. */
  readonly aliases?: Readonly<Record<string, string>>;
  /** Keys that exist besides those of the key store. */
  readonly keys?: readonly KeyConfig[];
  readonly auth?: AuthConfig;
  readonly limits?: LimitsConfig;
  readonly timeouts?: TimeoutsConfig;
  readonly stream?: StreamConfig;
  readonly translation?: TranslationConfig;
  /** Where a server listens; without effect on a gateway used as a library. */
  readonly server?: ServerConfig;
}

/** An account at a vendor. */
export interface ProviderConfig {
  /** Id of the vendor's definition; absent = the name under which the provider is configured. */
  readonly vendor?: string;
  /** The credential; absent = the vendor's usual environment variable. */
  readonly apiKey?: string;
  /** Address of the API without trailing slash; absent = the vendor's own. */
  readonly baseUrl?: string;
  /** Models to offer; absent = all that the vendor serves, by their own names. */
  readonly models?: readonly string[];
  /** Further headers of every upstream request. */
  readonly headers?: Readonly<Record<string, string>>;
  /**
   * Whether the provider may be at a private address; absent = where `baseUrl`, or the vendor's
   * environment variable for it, says the address. Always that one origin only.
   */
  readonly allowPrivate?: boolean;
  /** Timers that differ from the general ones. */
  readonly timeouts?: TimeoutsConfig;
}

/** A public model with several targets. */
export interface ModelConfig {
  /** `provider/model`, best first; at least one. */
  readonly targets: readonly string[];
  /** How targets are ordered: `priority` = as listed. */
  readonly strategy?: 'priority';
}

/** A key given by the configuration. */
export interface KeyConfig {
  /** Name for people. */
  readonly name: string;
  /** The key itself, at least 16 characters without white space. */
  readonly key: string;
  /** Model names or patterns with `*` that the key may use; absent = all. */
  readonly allowedModels?: readonly string[];
}

/** Who may call. */
export interface AuthConfig {
  /** Whether calls without a key are refused; absent = they are. */
  readonly required?: boolean;
}

/** Ceilings of memory. */
export interface LimitsConfig {
  /** Largest request body after inflation, bytes (64 MiB). */
  readonly maxBodyBytes?: number;
  /** Largest answer that is not a stream, bytes (64 MiB). */
  readonly maxResponseBytes?: number;
  /** Most bytes of a stream to hold back before its first content, bytes (4 MiB). */
  readonly maxPreambleBytes?: number;
}

/** How long an upstream may take, milliseconds; 0 = no limit. */
export interface TimeoutsConfig {
  /** Name look-up, TCP and TLS (10 s). */
  readonly connectMs?: number;
  /** From the request to the status line of a stream (60 s). */
  readonly headersMs?: number;
  /** From the request to the first event of a stream that says something (120 s). */
  readonly firstEventMs?: number;
  /** Between two pieces of an answer (120 s). */
  readonly idleMs?: number;
  /** One attempt as a whole (no limit). */
  readonly totalMs?: number;
  /** From the arrival of a request to its first content, or to the whole answer (600 s). */
  readonly deadlineMs?: number;
}

/** Streams towards the client, milliseconds. */
export interface StreamConfig {
  /** How long to wait for content before status and headers go out anyway (10 s). */
  readonly headHoldMs?: number;
  /** How long a stream may be silent before a sign of life is sent (15 s); 0 = never. */
  readonly heartbeatMs?: number;
  /** How long a client may not read before it is cut off (300 s); 0 = as long as it likes. */
  readonly stallMs?: number;
}

/** How requests are told to targets that speak another dialect. */
export interface TranslationConfig {
  /**
   * Whether a target that cannot be told all of a request is passed over; absent = it is used, and
   * what it is not told stands in the `x-gateway-loss` header.
   */
  readonly strict?: boolean;
}

/** Where a server listens. */
export interface ServerConfig {
  /** Address to listen on. */
  readonly host?: string;
  /** 0 = any free port. */
  readonly port?: number;
}
