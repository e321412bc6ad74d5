import { existsSync, readFileSync } from 'node:fs';
import type { GatewayConfig } from '@gateway/core';
import { type ConfigIssue, formatConfigPath, safeParseConfig } from '@gateway/core/config';
import { ConfigFileError, type ConfigProblem } from './config-problem.ts';
import { type ParsedConfig, parseConfigText } from './parse-config-text.ts';

/** The file that is read when none is named. */
export const defaultConfigFile = 'gateway.yaml';

/** A checked configuration. */
export interface LoadedConfig {
  readonly config: GatewayConfig;
  /**
   * Places issues that are found later, when the configuration is put to use, in the text.
   *
   * @returns an error that lists them, with line and column where there was a file
   */
  explain(issues: readonly ConfigIssue[]): ConfigFileError;
}

/**
 * Reads and checks the configuration file.
 *
 * @param file - the file to read; absent = `gateway.yaml` in the working folder, or nothing at all
 * @throws {@link ConfigFileError} listing every problem with line and column
 */
export function loadConfig(
  file: string | undefined,
  env: Readonly<Record<string, string | undefined>>,
): LoadedConfig {
  const path = file ?? (existsSync(defaultConfigFile) ? defaultConfigFile : undefined);
  if (path === undefined) return { config: { providers: {} }, explain: explainWithoutFile };
  const parsed = parseConfigText(readText(path), path, env);
  const explain = (issues: readonly ConfigIssue[]) =>
    new ConfigFileError(
      path,
      issues.map((issue) => toProblem(issue, parsed)),
    );
  const result = safeParseConfig(withProviders(parsed.value));
  if (!result.ok) throw explain(result.issues);
  return { config: result.config, explain };
}

function explainWithoutFile(issues: readonly ConfigIssue[]): ConfigFileError {
  const problems = issues.map((issue) => ({
    setting: formatConfigPath(issue.path),
    message: sentence(issue),
  }));
  return new ConfigFileError('environment', problems);
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    // Only the system's short code: the message would repeat the path.
    const code = (error as NodeJS.ErrnoException).code ?? 'unreadable';
    throw new ConfigFileError(path, [{ message: `the file cannot be read (${code})` }]);
  }
}

/**
 * A file that sets up no provider is fine: the environment or the demo models provide one. So is a
 * section of which every line is commented out.
 */
function withProviders(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  const sections = Object.entries(value).filter(([, section]) => section !== null);
  return { providers: {}, ...Object.fromEntries(sections) };
}

function toProblem(issue: ConfigIssue, parsed: ParsedConfig): ConfigProblem {
  return {
    ...parsed.place(issue.path),
    setting: formatConfigPath(issue.path),
    message: sentence(issue),
  };
}

function sentence({ message, suggestion }: ConfigIssue): string {
  return suggestion === undefined ? message : `${message} Did you mean "${suggestion}"?`;
}
