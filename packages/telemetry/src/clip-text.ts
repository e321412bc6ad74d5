import { redactSecrets } from './redact-secrets.ts';

/** Looked at beyond the cut, characters: a secret that the cut would halve is still known as one. */
const margin = 2_000;

/**
 * Cuts a text that callers or upstreams chose, so that no line grows without bound. Secrets are taken
 * out first: half of one looks like none.
 *
 * @param maxLength - characters to keep
 * @returns the text, or its beginning and how much was cut
 * @throws never
 */
export function clipText(text: string, maxLength: number): string {
  const safe = redactSecrets(text.slice(0, maxLength + margin));
  if (text.length <= maxLength) return safe;
  return `${safe.slice(0, maxLength)}… (${text.length - maxLength} more)`;
}
