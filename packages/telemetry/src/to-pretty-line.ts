import { escapeControls } from './escape-controls.ts';

const asText = (value: unknown): string =>
  typeof value === 'string' ? value : (JSON.stringify(value) ?? '');

/**
 * Turns one JSON log line into one for people: time of day, level, message, then `name=value`. Values
 * cannot break the line or steer the terminal.
 *
 * @param line - a line as the logger writes it
 * @returns the line unchanged where it is not a JSON object
 * @throws never
 */
export function toPrettyLine(line: string): string {
  let parsed: unknown;
  try {
    parsed = JSON.parse(line);
  } catch {
    // Whatever it is, showing it as it is beats losing it.
    return line;
  }
  if (typeof parsed !== 'object' || parsed === null) return line;
  const { time, level, msg, ...members } = parsed as Record<string, unknown>;
  const clockTime = asText(time).slice(11, 23);
  const details = Object.entries(members).map(([name, value]) => `${name}=${asText(value)}`);
  const words = [clockTime, asText(level).toUpperCase().padEnd(5), asText(msg), ...details];
  return `${escapeControls(words.join(' '))}\n`;
}
