/** A Claude model by its name. */
export interface ClaudeModel {
  readonly line: 'opus' | 'sonnet' | 'haiku' | 'fable' | 'mythos' | 'other';
  /** Generation as a number: 3.5, 4, 4.6, 5.1; `null` when the name does not say. */
  readonly version: number | null;
}

const line = '(opus|sonnet|haiku|fable|mythos)';
/** `claude-opus-4-6`, `claude-sonnet-4-20250514`, `claude-fable-5-1`; a date is no minor version. */
const lineFirst = new RegExp(`claude-${line}-(\\d)(?:[-.](\\d)(?!\\d))?`);
/** `claude-3-7-sonnet-20250219`, `claude-3-haiku-20240307`. */
const versionFirst = new RegExp(`claude-(\\d)(?:[-.](\\d))?-${line}`);

const toVersion = (major: string | undefined, minor: string | undefined): number =>
  Number(`${major}.${minor ?? 0}`);

// The patterns admit only these names.
const toLine = (name: string | undefined): ClaudeModel['line'] => name as ClaudeModel['line'];

/**
 * Reads line and generation from a model's name, also behind a relay's or cloud's prefix.
 *
 * @returns `undefined` for models that are not Claude
 * @throws never
 * @source Anthropic, models overview, read 2026-11-21
 */
export function parseClaudeModel(model: string): ClaudeModel | undefined {
  const name = model.toLowerCase();
  const newer = lineFirst.exec(name);
  if (newer) return { line: toLine(newer[1]), version: toVersion(newer[2], newer[3]) };
  const older = versionFirst.exec(name);
  if (older) return { line: toLine(older[3]), version: toVersion(older[1], older[2]) };
  if (/claude-(?:instant|[12])/.test(name)) return { line: 'other', version: 2 };
  return /claude-/.test(name) ? { line: 'other', version: null } : undefined;
}
