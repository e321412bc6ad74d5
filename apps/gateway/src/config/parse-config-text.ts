import { type Document, isMap, isNode, isScalar, LineCounter, parseDocument, visit } from 'yaml';
import { ConfigFileError, type ConfigProblem } from './config-problem.ts';
import { type Interpolated, interpolateEnv } from './interpolate-env.ts';

/** A parsed file: its value, and a way to find the place of a setting in the text. */
export interface ParsedConfig {
  readonly value: unknown;
  /**
   * Finds a setting in the text.
   *
   * @param path - keys and indexes from the root; the place of the nearest parent is returned where
   * the setting itself is not in the text
   */
  place(path: readonly (string | number)[]): { readonly line: number; readonly column: number };
}

/**
 * Parses YAML (or JSON, its subset) and puts environment variables in.
 *
 * @param file - name for messages
 * @throws {@link ConfigFileError} listing every syntax error and every variable that is not set
 */
export function parseConfigText(
  text: string,
  file: string,
  env: Readonly<Record<string, string | undefined>>,
): ParsedConfig {
  const lines = new LineCounter();
  const document = parseDocument(text, {
    lineCounter: lines,
    uniqueKeys: true,
    prettyErrors: false,
  });
  const toPlace = (offset: number) => {
    const { line, col } = lines.linePos(offset);
    return { line, column: col };
  };
  const problems: ConfigProblem[] = [...document.errors, ...document.warnings].map((error) => ({
    ...toPlace(error.pos[0]),
    message: error.message,
  }));
  visit(document, {
    Scalar(key, node) {
      if (key === 'key' || typeof node.value !== 'string') return;
      const result = interpolateEnv(node.value, env);
      if (result.ok) node.value = result.value;
      else problems.push({ ...toPlace(node.range?.[0] ?? 0), message: explain(result) });
    },
  });
  if (problems.length > 0) throw new ConfigFileError(file, problems);
  return {
    value: document.toJS() ?? {},
    place: (path) => toPlace(findOffset(document, path)),
  };
}

function explain(result: Extract<Interpolated, { ok: false }>): string {
  if ('missing' in result) {
    return `the environment variable ${result.missing} is not set; set it, or remove this setting`;
  }
  return `"${result.malformed}" is no reference to a variable; write \${ENV:NAME}, or $\${…} for the characters themselves`;
}

function findOffset(document: Document, path: readonly (string | number)[]): number {
  for (let length = path.length; length > 0; length--) {
    const key = path[length - 1];
    const parent =
      length === 1 ? document.contents : document.getIn(path.slice(0, length - 1), true);
    if (isMap(parent)) {
      const pair = parent.items.find((item) => isScalar(item.key) && item.key.value === key);
      if (pair && isScalar(pair.key) && pair.key.range) return pair.key.range[0];
    }
    const node = document.getIn(path.slice(0, length), true);
    if (isNode(node) && node.range) return node.range[0];
  }
  return document.contents?.range?.[0] ?? 0;
}
