/** What stands in the place of a secret. */
const mark = '[redacted]';

/** Tokens that are secrets by their looks alone. */
const tokens: readonly RegExp[] = [
  // OpenAI, Anthropic, OpenRouter and many more, Cerebras, and this gateway's own keys.
  /\b(?:c?sk|pk|rk)[-_][A-Za-z0-9_-]{8,}/g,
  // Google API keys, of both forms, and OAuth tokens.
  /\bAIza[A-Za-z0-9_-]{20,}/g,
  /\bAQ\.[A-Za-z0-9_-]{20,}/g,
  /\bya29\.[A-Za-z0-9_.-]{8,}/g,
  // Groq, xAI, Hugging Face, Perplexity, Replicate, NVIDIA, Fireworks, Together, Vercel.
  /\b(?:gsk_|xai-|hf_|pplx-|r8_|nvapi-|fw_|tgp_v1_|vck_)[A-Za-z0-9_-]{8,}/g,
  // GitHub, GitLab, Slack.
  /\b(?:gh[opsu]_|github_pat_|glpat-|xox[abprs]-)[A-Za-z0-9_-]{8,}/g,
  // AWS access key ids.
  /\b(?:AKIA|ASIA)[A-Z0-9]{12,}/g,
  // JSON web tokens.
  /\beyJ[A-Za-z0-9_-]{8,1000}\.[A-Za-z0-9_-]{4,}\.[A-Za-z0-9_-]*/g,
  // Envelopes of the vault and of reasoning state.
  /\bgwv?1\.[A-Za-z0-9_.-]{16,}/g,
  // Private keys; what they are made of has no dash.
  /-----BEGIN [A-Z ]{0,20}PRIVATE KEY-----[^-]*/g,
];

/** Values that are secrets by what comes before them; the first group stays. */
const labelled: readonly RegExp[] = [
  /([?&](?:api_?key|key|token|access_token|secret|signature)=)[^&\s"'\\#]+/gi,
  // All cookies of the header, to its end.
  /(cookie(?:\\?["'])?\s*[:=]\s*(?:\\?["'])?)[^\r\n"'\\{}]+/gi,
  /\b((?:Bearer|Basic)\s+)[A-Za-z0-9._~+/=-]{8,}/gi,
  // User and password of an address.
  /(\b[a-z][a-z0-9+.-]{0,15}:\/\/)[^\s/"'\\@]+(?=@)/gi,
];

const names = [
  'authorization',
  'api[-_]?key',
  'subscription[-_]key',
  '(?:access|refresh|id|auth|session|security)[-_]?token',
  'private[-_]?key',
  'secret[-_]?(?:access[-_]?)?key',
  'secret',
  'password',
  'passwd',
].join('|');

/** What stands between quotes; a quote that JSON's punctuation follows is a closing one. */
const quoted = String.raw`(\\?["'])(?![\s,:}\]])((?:Bearer|Basic)\s+)?[^"'\\]+`;

/** What stands without quotes, up to the next blank or sign. */
const bare = String.raw`((?:Bearer|Basic)\s+)?(?:\[redacted\]|[^\s"'\\,;{}[\]]+)`;

const named = new RegExp(String.raw`((?:${names})(\\?["'])?\s*[:=]\s*)(?:${quoted}|${bare})`, 'gi');

const hideValue = (
  _match: string,
  ...[name = '', nameQuote = '', quote, scheme, bareScheme]: (string | undefined)[]
): string => {
  if (quote !== undefined) return `${name}${quote}${scheme ?? ''}${mark}`;
  // A bare value under a quoted name is a number or a word of JSON; the mark is neither.
  return `${name}${nameQuote}${bareScheme ?? ''}${mark}${nameQuote}`;
};

/**
 * Takes secrets out of a text: keys and tokens by their form, and what follows the name of a header,
 * a query parameter or a JSON member that holds one. JSON stays JSON.
 *
 * @returns the text with `[redacted]` in their place
 * @throws never
 * @example redactSecrets('refused Bearer abc123def456') // 'refused Bearer [redacted]'
 */
export function redactSecrets(text: string): string {
  let safe = text.replace(named, hideValue);
  for (const pattern of tokens) safe = safe.replace(pattern, mark);
  for (const pattern of labelled) safe = safe.replace(pattern, `$1${mark}`);
  return safe;
}
