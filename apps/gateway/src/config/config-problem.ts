/** Something wrong in a configuration file, placed where a person finds it. */
export interface ConfigProblem {
  /** What is wrong and what to do, one sentence. */
  readonly message: string;
  /** One-based; absent when the problem has no place in the text. */
  readonly line?: number;
  readonly column?: number;
  /** The setting, e.g. `providers.openai.apiKey`. */
  readonly setting?: string;
}

/** A configuration that cannot be used. Its message lists every problem with its place. */
export class ConfigFileError extends Error {
  override readonly name = 'ConfigFileError';
  readonly problems: readonly ConfigProblem[];

  constructor(file: string, problems: readonly ConfigProblem[]) {
    const inOrder = problems.toSorted(byPlace);
    super(inOrder.map((problem) => formatProblem(file, problem)).join('\n'));
    this.problems = inOrder;
  }
}

function byPlace(a: ConfigProblem, b: ConfigProblem): number {
  return (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0);
}

function formatProblem(file: string, { line, column, setting, message }: ConfigProblem): string {
  const place = line === undefined ? file : `${file}:${line}:${column ?? 1}`;
  return setting ? `${place}: ${setting}: ${message}` : `${place}: ${message}`;
}
