import type { SettingsStore } from '@gateway/spec';
import type { GatewayCall, GatewaySink } from './call.ts';
import type { GatewayConfig } from './config/gateway-config.ts';
import type { ApiKeys } from './keys/api-keys.ts';
import type { Route } from './routes/route.ts';
import type { Snapshot } from './snapshot/snapshot.ts';

/** A whole gateway: calls in one of the dialects go in, answers in the same dialect come out. */
export interface Gateway {
  /**
   * Takes one call and answers it. The cheapest door; servers use it.
   *
   * @returns resolves when the answer is complete and accounted for
   * @throws never; whatever is wrong becomes an answer
   */
  handle(call: GatewayCall, sink: GatewaySink): Promise<void>;
  /**
   * Takes a Web request and answers it, with back-pressure; cancelling the body hangs up.
   *
   * @throws never; whatever is wrong becomes a response
   */
  fetch(request: Request): Promise<Response>;
  /** Every address it serves. */
  readonly routes: readonly Route[];
  /**
   * Tells whether an address belongs to the data plane, so that its errors too are answered in a
   * dialect.
   *
   * @param url - path with query, or an absolute address whose host is ignored
   */
  owns(url: string): boolean;
  /** The API keys of the key store. */
  readonly apiKeys: ApiKeys;
  /** Settings that outlive the process where a settings store was given. */
  readonly settings: SettingsStore;
  /** The configuration that new requests read. */
  readonly snapshot: Snapshot;
  /**
   * Loads the key store; the first call does it otherwise.
   *
   * @throws what the store throws
   */
  ready(): Promise<void>;
  /**
   * Puts another configuration in place. Requests under way finish with the one they began with.
   *
   * @throws `ConfigError` naming everything that is wrong; the old configuration stays then
   */
  reconfigure(config: GatewayConfig): void;
  /**
   * Refuses new calls, lets those under way finish, cuts them at the deadline, writes what is to be
   * written and closes the transports.
   */
  close(options?: CloseOptions): Promise<void>;
}

/** How to close. */
export interface CloseOptions {
  /** How long calls under way may go on, milliseconds (30 s). */
  readonly deadlineMs?: number;
}
