/** What a start needs from the process it runs in. */
export interface ServeEnvironment {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly version: string;
  /** Whether standard output is a terminal. */
  readonly isTerminal: boolean;
}
