import { findStringEnd } from './find-string-end.ts';

/** What a look over a JSON text tells before it is parsed. */
export interface JsonSurvey {
  /** Levels of arrays and objects; `[]` has one. */
  readonly depth: number;
  /** Whether a key of an object is written with an escape. */
  readonly hasEscapedKey: boolean;
}

/**
 * Looks over a JSON text, without recursion and without building anything.
 *
 * @param text - JSON; for other texts the answer says nothing
 * @throws never
 */
export function surveyJson(text: string): JsonSurvey {
  let depth = 0;
  let open = 0;
  let hasEscapedKey = false;
  for (let at = 0; at < text.length; at += 1) {
    const unit = text.charCodeAt(at);
    if (unit === 0x22) {
      const end = findStringEnd(text, at);
      if (end === -1) break;
      hasEscapedKey ||= isFollowedByColon(text, end) && text.slice(at, end).includes('\\');
      at = end;
    } else if (unit === 0x5b || unit === 0x7b) {
      open += 1;
      if (open > depth) depth = open;
    } else if (unit === 0x5d || unit === 0x7d) {
      open -= 1;
    }
  }
  return { depth, hasEscapedKey };
}

function isFollowedByColon(text: string, stringEnd: number): boolean {
  let at = stringEnd + 1;
  while (text.charCodeAt(at) <= 0x20) at += 1;
  return text.charCodeAt(at) === 0x3a;
}
