/** A secret that shows itself only when asked by name, never in logs or JSON. */
export class Secret {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
  }

  /** The secret itself. */
  reveal(): string {
    return this.#value;
  }

  /** What `JSON.stringify` writes. */
  toJSON(): string {
    return '[secret]';
  }

  /** What string conversion writes. */
  toString(): string {
    return '[secret]';
  }
}
