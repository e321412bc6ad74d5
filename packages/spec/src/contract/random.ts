/** Chance, injected: shared code draws no random numbers of its own. */
export interface Random {
  /** A number in [0, 1), good enough for choosing among targets. */
  next(): number;
  /**
   * Cryptographically strong bytes.
   *
   * @param length - how many bytes
   */
  bytes(length: number): Uint8Array;
  /**
   * Makes an id that does not repeat.
   *
   * @param prefix - what the id begins with, e.g. `chatcmpl-`
   */
  newId(prefix: string): string;
}
