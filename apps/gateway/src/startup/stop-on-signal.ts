/** Signals that ask a server to stop. */
const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** What shells expect of a program that was interrupted. */
const interrupted = 130;

/** The two ways to stop. Each resolves when nothing is left to write. */
export interface Stopping {
  /** Lets running answers finish. */
  readonly drain: (signal: string) => Promise<void>;
  /** Cuts running answers, and still accounts for them. */
  readonly cut: () => Promise<void>;
}

/**
 * Stops the process when it is asked to: the first time running answers finish, the second time they
 * are cut, the third time the process ends where it stands.
 */
export function stopOnSignal({ drain, cut }: Stopping): void {
  let asked = 0;
  const endAfter = (stopped: Promise<void>) => {
    stopped.then(
      () => process.exit(asked > 1 ? interrupted : 0),
      (error: unknown) => {
        console.error(error instanceof Error ? error.message : error);
        process.exit(1);
      },
    );
  };
  const onSignal = (signal: string) => {
    asked += 1;
    if (asked === 1) endAfter(drain(signal));
    else if (asked === 2) endAfter(cut());
    else process.exit(interrupted);
  };
  for (const signal of signals) process.on(signal, onSignal);
}
