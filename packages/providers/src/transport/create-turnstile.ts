/** Lets deliveries through one by one, or holds them while it is shut. */
export interface Turnstile {
  /** Delivers now, or when the turnstile opens again; nothing after `discard`. */
  pass(deliver: () => void): void;
  shut(): void;
  /** Delivers what was held, until it is shut again. */
  open(): void;
  /** Drops what is held and lets nothing through any more. */
  discard(): void;
  readonly isShut: boolean;
}

/**
 * Makes an open turnstile.
 *
 * @throws never by itself; `pass` and `open` throw what a delivery throws
 */
export function createTurnstile(): Turnstile {
  const held: (() => void)[] = [];
  let isShut = false;
  let isDiscarded = false;
  return {
    pass(deliver) {
      if (isDiscarded) return;
      if (isShut) held.push(deliver);
      else deliver();
    },
    shut() {
      isShut = true;
    },
    open() {
      isShut = false;
      while (!isShut) {
        const deliver = held.shift();
        if (!deliver) return;
        deliver();
      }
    },
    discard() {
      isDiscarded = true;
      held.length = 0;
    },
    get isShut() {
      return isShut;
    },
  };
}
