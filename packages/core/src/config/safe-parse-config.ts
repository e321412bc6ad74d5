import type { z } from 'zod';
import type { ConfigIssue } from './config-issue.ts';
import type { GatewayConfig } from './gateway-config.ts';
import { knownSettings } from './known-settings.ts';
import { configSchema } from './schema.ts';
import { suggestWord } from './suggest-word.ts';

/** Outcome of a check: the configuration, or everything that is wrong with it. */
export type ParsedConfig =
  | { readonly ok: true; readonly config: GatewayConfig }
  | { readonly ok: false; readonly issues: readonly ConfigIssue[] };

/**
 * Checks a configuration read from a file. Unknown settings are errors, each with its place and,
 * where one is near, the name that was probably meant.
 *
 * @param value - the parsed file
 * @throws never
 */
export function safeParseConfig(value: unknown): ParsedConfig {
  const result = configSchema.safeParse(value, { reportInput: true });
  // The schema's output is thrown away: it is a copy; the check passed, so the value has the type.
  if (result.success) return { ok: true, config: value as GatewayConfig };
  return { ok: false, issues: result.error.issues.flatMap((issue) => toIssues(issue)) };
}

type Path = readonly PropertyKey[];

function toIssues(issue: z.core.$ZodIssue, prefix: Path = []): ConfigIssue[] {
  const path = [...prefix, ...issue.path];
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => unknownSetting(path, key));
    case 'invalid_union':
      return unionIssues(issue, path);
    case 'invalid_value':
      return [invalidValue(issue, path)];
    case 'invalid_key':
      return [
        { path: steps(path), message: `The name ${issue.issues[0]?.message ?? 'is illegal'}.` },
      ];
    default:
      return [{ path: steps(path), message: sentence(issue.message) }];
  }
}

function unknownSetting(path: Path, key: string): ConfigIssue {
  const known = knownSettings(configSchema, path);
  const suggestion = suggestWord(key, known);
  return {
    path: steps([...path, key]),
    message:
      suggestion === undefined
        ? `Unknown setting; known are ${known.join(', ')}.`
        : 'Unknown setting.',
    ...(suggestion !== undefined && { suggestion }),
  };
}

function invalidValue(issue: z.core.$ZodIssueInvalidValue, path: Path): ConfigIssue {
  const allowed = issue.values.map(String);
  const suggestion =
    typeof issue.input === 'string' ? suggestWord(issue.input, allowed) : undefined;
  return {
    path: steps(path),
    message: `Must be one of ${allowed.map((word) => `"${word}"`).join(', ')}.`,
    ...(suggestion !== undefined && { suggestion }),
  };
}

/** A union fails in every branch; the branch that got deepest says what was meant. */
function unionIssues(issue: z.core.$ZodIssueInvalidUnion, path: Path): ConfigIssue[] {
  const branches = issue.errors.map((errors) => errors.flatMap((error) => toIssues(error, path)));
  const deepest = branches.find((branch) =>
    branch.some((found) => found.path.length > path.length),
  );
  return (
    deepest ?? [
      { path: steps(path), message: 'Must be a text "provider/model" or an object with targets.' },
    ]
  );
}

function steps(path: Path): (string | number)[] {
  return path.map((step) => (typeof step === 'number' ? step : String(step)));
}

function sentence(message: string): string {
  const text = message.charAt(0).toUpperCase() + message.slice(1);
  return text.endsWith('.') ? text : `${text}.`;
}
