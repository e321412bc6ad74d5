/** Control characters, line and paragraph separators, marks that turn the direction of writing. */
const controls = /[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]/gu;

/**
 * Writes characters that a terminal obeys or that end a line as JSON escapes, so that a line of a
 * log stays one line and means what it shows. Inside the strings of a JSON text the escapes mean
 * the same characters.
 *
 * @throws never
 * @example escapeControls('a\nb') // 'a\\u000ab'
 */
export function escapeControls(text: string): string {
  return text.replace(
    controls,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
