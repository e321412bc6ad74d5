/** Kinds of characters that tokenisers treat alike. */
type CharacterClass =
  | 'space'
  | 'newline'
  | 'lower'
  | 'upper'
  | 'digit'
  | 'symbol'
  | 'wide'
  | 'other';

/** Letters of a word that make one token on average, beyond the first. */
const lettersPerToken = 6;
/** Capital letters in a row that make one token: names of constants, abbreviations. */
const capitalsPerToken = 3;
const digitsPerToken = 3;
const symbolsPerToken = 2.5;
const spacesPerToken = 40;
/** Tokens of one CJK character. */
const tokensPerWide = 0.9;
/** Tokens of one letter of scripts that are neither Latin nor CJK. */
const tokensPerOther = 0.45;

/**
 * Estimates the tokens of a text from the kinds of its characters: words and their length, digits,
 * symbols, CJK, white space. Takes one pass whatever the text, so it never stalls on long runs.
 *
 * @returns tokens of a vocabulary like o200k, not rounded, ≥ 0
 * @throws never
 * @example estimateTextTokens('Hello, world!') // about 4
 */
export function estimateTextTokens(text: string): number {
  let tokens = 0;
  let at = 0;
  while (at < text.length) {
    const kind = classOf(text.charCodeAt(at));
    let end = at + 1;
    while (end < text.length && classOf(text.charCodeAt(end)) === kind) end += 1;
    // A capital begins a word: `getWeatherNow` is three words, not five runs.
    const length = end - at;
    if (kind === 'upper' && end < text.length && classOf(text.charCodeAt(end)) === 'lower') {
      tokens += length > 1 ? (length - 1) / capitalsPerToken : 0;
    } else {
      tokens += tokensOfRun(kind, length);
      // Words take the space before them along, numbers do not.
      if (kind === 'space' && length === 1 && isDigitAt(text, end)) tokens += 1;
    }
    at = end;
  }
  return tokens;
}

function isDigitAt(text: string, at: number): boolean {
  return at < text.length && classOf(text.charCodeAt(at)) === 'digit';
}

function tokensOfRun(kind: CharacterClass, length: number): number {
  switch (kind) {
    case 'lower':
      return Math.max(1, length / lettersPerToken);
    case 'upper':
      return Math.max(1, length / capitalsPerToken);
    case 'digit':
      return Math.ceil(length / digitsPerToken);
    case 'symbol':
      return Math.max(1, length / symbolsPerToken);
    case 'newline':
      return 1;
    case 'space':
      // One space belongs to the word behind it; more are indentation.
      return length === 1 ? 0 : 1 + length / spacesPerToken;
    case 'wide':
      return length * tokensPerWide;
    case 'other':
      return length * tokensPerOther;
  }
}

function classOf(code: number): CharacterClass {
  if (code < 128) return asciiClasses[code] ?? 'symbol';
  // CJK, kana, hangul, full-width forms, and both halves of characters beyond the first plane.
  if (code >= 0x2e80) return 'wide';
  if (code >= 0x2000 && code < 0x2e80) return 'symbol';
  // Latin letters with accents.
  return code >= 0xc0 && code < 0x250 ? 'lower' : 'other';
}

const asciiClasses: readonly CharacterClass[] = Array.from({ length: 128 }, (_, code) => {
  const character = String.fromCharCode(code);
  if (character === '\n' || character === '\r') return 'newline';
  if (character === ' ' || character === '\t') return 'space';
  if (character >= 'a' && character <= 'z') return 'lower';
  if (character >= 'A' && character <= 'Z') return 'upper';
  return character >= '0' && character <= '9' ? 'digit' : 'symbol';
});
