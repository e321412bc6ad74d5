import type { GatewayError } from '@gateway/spec';

/**
 * Gives a request up, once, with a reason. Cheaper than an abort signal, and its reason is always
 * one of our errors.
 */
export class Cancellation {
  /** Why; absent while the request goes on. */
  reason: GatewayError | undefined;
  readonly #listeners = new Set<(reason: GatewayError) => void>();

  /** Gives the request up; only the first reason counts. */
  cancel(reason: GatewayError): void {
    if (this.reason) return;
    this.reason = reason;
    for (const listener of this.#listeners) listener(reason);
    this.#listeners.clear();
  }

  /**
   * Calls back when the request is given up; at once if it is already.
   *
   * @returns a function that stops listening
   */
  onCancel(listener: (reason: GatewayError) => void): () => void {
    if (this.reason) listener(this.reason);
    else this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }
}
