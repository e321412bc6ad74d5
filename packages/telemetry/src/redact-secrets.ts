/** What stands in the place of a secret. */
const mark = '[redacted]';

/** Tokens that are secrets by their looks alone. */
const tokens: readonly RegExp[] = [
  // OpenAI, Anthropic, OpenRouter and many more, and this gateway's own keys.
  /\b(?:sk|pk|rk)[-_][A-Za-z0-9_-]{8,}/g,
  // Google API keys and OAuth tokens.
  /\bAIza[A-Za-z0-9_-]{20,}/g,
  /\bya29\.[A-Za-z0-9_.-]{8,}/g,
  // Groq, xAI, Hugging Face, Perplexity, Replicate, NVIDIA, GitHub.
  /\b(?:gsk_|xai-|hf_|pplx-|r8_|nvapi-|gh[opsu]_|github_pat_)[A-Za-z0-9_-]{8,}/g,
  // AWS access key ids.
  /\b(?:AKIA|ASIA)[A-Z0-9]{12,}/g,
  // JSON web tokens.
  /\beyJ[A-Za-z0-9_-]{8,1000}\.[A-Za-z0-9_-]{4,}\.[A-Za-z0-9_-]*/g,
  // Envelopes of the vault and of reasoning state.
  /\bgwv?1\.[A-Za-z0-9_.-]{16,}/g,
];

/** Values that are secrets by what comes before them; the first group stays. */
const labelled: readonly RegExp[] = [
  /\b((?:Bearer|Basic)\s+)[A-Za-z0-9._~+/=-]{8,}/gi,
  /([?&](?:api_?key|key|token|access_token|secret|signature)=)[^&\s"'\\#]+/gi,
  /((?:authorization|proxy-authorization|x-api-key|api[-_]key|x-goog-api-key|set-cookie|cookie|password|secret)(?:\\?["'])?\s*[:=]\s*(?:\\?["'])?)(?!\s*(?:Bearer|Basic)\s)[^\s"'\\,;{}[\]]+/gi,
  // User and password of an address.
  /(\b[a-z][a-z0-9+.-]{0,15}:\/\/)[^\s/"'\\@]+(?=@)/gi,
];

/**
 * Takes secrets out of a text: keys and tokens by their form, and what follows the name of a header
 * or a query parameter that holds one. Quotes and braces stay, so JSON stays JSON.
 *
 * @returns the text with `[redacted]` in their place
 * @throws never
 * @example redactSecrets('refused Bearer abc123def456') // 'refused Bearer [redacted]'
 */
export function redactSecrets(text: string): string {
  let safe = text;
  for (const pattern of tokens) safe = safe.replace(pattern, mark);
  for (const pattern of labelled) safe = safe.replace(pattern, `$1${mark}`);
  return safe;
}
