/** Signals that ask a server to stop. */
const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Stops once when the process is asked to; a second request ends it at once.
 *
 * @param stop - drains and closes; its failure ends the process with code 1
 */
export function stopOnSignal(stop: (signal: string) => Promise<void>): void {
  let asked = false;
  const onSignal = (signal: string) => {
    if (asked) process.exit(130);
    asked = true;
    stop(signal).then(
      () => process.exit(0),
      (error: unknown) => {
        console.error(error instanceof Error ? error.message : error);
        process.exit(1);
      },
    );
  };
  for (const signal of signals) process.on(signal, onSignal);
}
