/** Something wrong in a configuration. */
export interface ConfigIssue {
  /** Where: keys and list positions from the top, e.g. `['keys', 0, 'name']`. */
  readonly path: readonly (string | number)[];
  /** What is wrong, one sentence; holds no value of a secret. */
  readonly message: string;
  /** The word that was probably meant. */
  readonly suggestion?: string;
}

/** A configuration that cannot be used. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  /** At least one. */
  readonly issues: readonly ConfigIssue[];

  constructor(issues: readonly ConfigIssue[]) {
    super(issues.map(formatConfigIssue).join('\n'));
    this.issues = issues;
  }
}

/**
 * Writes an issue as one line.
 *
 * @throws never
 * @example formatConfigIssue(issue) // 'providers.main.apikey: unknown setting. Did you mean "apiKey"?'
 */
export function formatConfigIssue({ path, message, suggestion }: ConfigIssue): string {
  const place = path.length === 0 ? '' : `${formatConfigPath(path)}: `;
  const hint = suggestion === undefined ? '' : ` Did you mean "${suggestion}"?`;
  return `${place}${message}${hint}`;
}

/**
 * Writes a path as people write it.
 *
 * @throws never
 * @example formatConfigPath(['keys', 0, 'name']) // 'keys[0].name'
 */
export function formatConfigPath(path: readonly (string | number)[]): string {
  return path
    .map((step, at) => {
      if (typeof step === 'number') return `[${step}]`;
      if (!/^[\w-]+$/.test(step)) return `[${JSON.stringify(step)}]`;
      return at === 0 ? step : `.${step}`;
    })
    .join('');
}
