const maxMessageLength = 600;

const replacements: readonly (readonly [pattern: RegExp, replacement: string])[] = [
  [/\p{Cc}+/gu, ' '],
  [/\b(?:https?|wss?|grpcs?):\/\/[^\s"'`<>)\]}]+/gi, '[address]'],
  [/[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+/g, '[email]'],
  [/\b(?:\d{1,3}\.){3}\d{1,3}(?::\d{1,5})?\b/g, '[address]'],
  [
    /\b(?:[a-z0-9-]{1,63}\.){1,6}(?:com|net|org|io|ai|dev|cn|internal|local|cloud|svc)(?::\d{1,5})?(?:\/[^\s"'`]*)?(?![\w.-])/gi,
    '[address]',
  ],
  [/\b(?:Bearer|Basic)\s+[\w.~+/=*-]{6,}/gi, '[key]'],
  [
    /\b(?:sk|pk|rk|xai|gsk|fw|nvapi|pplx|csk|hf|r8|ghp|gho|glpat|AIza|ya29\.)[-_]?[\w*.-]{8,}/g,
    '[key]',
  ],
  [/\b(?:AKIA|ASIA)[A-Z0-9]{12,}\b/g, '[key]'],
  [/\beyJ[\w-]{8,}(?:\.[\w-]*){0,2}/g, '[key]'],
  [/\b[0-9a-f]{32,}\b/gi, '[id]'],
  [/\barn:aws[\w-]*:[^\s"'`]+/gi, '[id]'],
  [/\bprojects\/[\w-]+/gi, 'projects/[id]'],
  [/\b(?:org|proj|acct|team|wrkspc|ws)[-_][A-Za-z0-9]{6,}\b/g, '[id]'],
  [
    /\b(organi[sz]ation|account|project|team|workspace|tenant|subscription)((?:[ _-]?id)?[\s:='"`]{1,3})(?=[\w-]*\d)[\w-]{8,}/gi,
    '$1$2[id]',
  ],
  [/\b\d{12}\b/g, '[id]'],
  [/\s{2,}/g, ' '],
];

/**
 * Makes an upstream's message fit to be shown to a caller: addresses, keys, mail addresses and
 * account ids are replaced by placeholders, control characters by spaces, and long texts are cut.
 *
 * @param message - the message as the upstream wrote it
 * @returns at most 600 characters, possibly empty
 * @throws never
 * @example sanitiseMessage('Bad key sk-abcdef123456 at https://api.example.com') // 'Bad key [key] at [address]'
 */
export function sanitiseMessage(message: string): string {
  let safe = message.slice(0, 4 * maxMessageLength);
  for (const [pattern, replacement] of replacements) safe = safe.replace(pattern, replacement);
  safe = safe.trim();
  return safe.length <= maxMessageLength ? safe : `${safe.slice(0, maxMessageLength - 1)}…`;
}
