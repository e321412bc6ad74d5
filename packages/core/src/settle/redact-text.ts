/** Shorter texts are no secrets, and would be found in ordinary words. */
const minLength = 6;

/** What is a key by its looks, or by what stands before it; the first group, if any, stays. */
const patterns: readonly RegExp[] = [
  /(\b(?:Bearer|Basic)\s+)[\w.~+/=-]{6,}/gi,
  /([?&](?:api_?key|key|token|access_token|secret|signature)=)[^&\s"'\\#]+/gi,
  /((?:authorization|x-api-key|x-goog-api-key|api[-_]?key|password|secret|cookie)\\?["']?\s*[:=]\s*\\?["']?)(?!Bearer|Basic)[^\s"'\\,;{}[\]]{4,}/gi,
  /(\b[a-z][a-z0-9+.-]{0,15}:\/\/)[^\s/"'\\@]+(?=@)/gi,
  /()\b(?:c?sk|pk|rk|gsk|xai|hf|r8|fw|nvapi|pplx|gh[opsu]|glpat)[-_][\w-]{8,}/g,
  /()\b(?:AIza|ya29\.|AKIA|ASIA|eyJ)[\w.-]{8,}/g,
];

/**
 * Takes secrets out of a text that somebody else wrote, before people read it: the given ones
 * wherever they stand, and whatever looks like a key.
 *
 * @param secrets - credentials that are known; very short ones are not looked for
 * @throws never
 * @example redactText('bad key abcdef-1', ['abcdef-1']) // 'bad key [key]'
 */
export function redactText(text: string, secrets: readonly string[] = []): string {
  let safe = text;
  for (const secret of secrets) {
    if (secret.length >= minLength) safe = safe.replaceAll(secret, '[key]');
  }
  for (const pattern of patterns) safe = safe.replace(pattern, '$1[key]');
  return safe;
}
