import type { LogLevel } from '@gateway/telemetry';

const logLevels: readonly LogLevel[] = ['debug', 'info', 'warn', 'error', 'silent'];

/**
 * Reads the log level from `LOG_LEVEL`.
 *
 * @returns `info` when the variable is not set
 * @throws `Error` with one sentence naming the levels
 */
export function readLogLevel(env: Readonly<Record<string, string | undefined>>): LogLevel {
  const word = env['LOG_LEVEL'] || 'info';
  const level = logLevels.find((known) => known === word);
  if (level !== undefined) return level;
  throw new Error(`LOG_LEVEL must be one of ${logLevels.join(', ')}, not "${word}".`);
}
