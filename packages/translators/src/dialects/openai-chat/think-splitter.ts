import type { Part } from '@gateway/spec';

/** A stretch of text that is either reasoning or answer. */
export interface ThinkPiece {
  readonly kind: 'reasoning' | 'text';
  readonly text: string;
}

/** Tells reasoning from answer while text with `<think>` tags comes in. */
export interface ThinkSplitter {
  push(text: string): readonly ThinkPiece[];
  /** @returns what was held back because it could have become a tag */
  end(): readonly ThinkPiece[];
}

const openTag = '<think>';
const closeTag = '</think>';

/**
 * Makes a splitter for text in which reasoning stands between `<think>` and `</think>`. Tags may be
 * cut anywhere; line breaks right after a tag belong to the tag; a closing tag without an opening
 * one ends reasoning that began before the text did, and is taken away.
 *
 * @throws never
 */
export function createThinkSplitter(): ThinkSplitter {
  let kind: ThinkPiece['kind'] = 'text';
  let held = '';
  let trims = false;
  let begun = false;

  const take = (text: string): readonly ThinkPiece[] => {
    const piece = { kind, text: trims ? text.replace(/^\s+/, '') : text };
    if (piece.text === '') return [];
    trims = false;
    begun = true;
    return [piece];
  };
  const takeTag = (tag: FoundTag): readonly ThinkPiece[] => {
    const before = held.slice(0, tag.at);
    // White space before the first tag is no answer.
    const pieces = begun || before.trim() !== '' ? take(before) : [];
    held = held.slice(tag.at + tag.word.length);
    kind = tag.word === openTag ? 'reasoning' : 'text';
    trims = true;
    return pieces;
  };

  return {
    push(text) {
      const pieces: ThinkPiece[] = [];
      held += text;
      for (let tag = findTag(held); tag; tag = findTag(held)) pieces.push(...takeTag(tag));
      const certain = held.slice(0, held.length - heldLength(held));
      if (!begun && certain.trim() === '') return pieces;
      pieces.push(...take(certain));
      held = held.slice(certain.length);
      return pieces;
    },
    end() {
      const pieces = take(held);
      held = '';
      return pieces;
    },
  };
}

interface FoundTag {
  readonly at: number;
  readonly word: string;
}

function findTag(text: string): FoundTag | undefined {
  const found = [openTag, closeTag]
    .map((word) => ({ word, at: text.indexOf(word) }))
    .filter(({ at }) => at >= 0);
  return found.toSorted((a, b) => a.at - b.at)[0];
}

/** Length of the longest end of the text that could be the beginning of a tag. */
function heldLength(text: string): number {
  for (let length = Math.min(text.length, closeTag.length - 1); length > 0; length--) {
    const end = text.slice(-length);
    if (openTag.startsWith(end) || closeTag.startsWith(end)) return length;
  }
  return 0;
}

/**
 * Splits a whole text at its `<think>` tags.
 *
 * @returns text and reasoning parts in their order; neighbours of one kind are joined
 * @throws never
 */
export function splitThinkTags(text: string): readonly Part[] {
  const splitter = createThinkSplitter();
  const joined: ThinkPiece[] = [];
  for (const piece of [...splitter.push(text), ...splitter.end()]) {
    const last = joined.at(-1);
    if (last?.kind === piece.kind)
      joined[joined.length - 1] = { ...last, text: last.text + piece.text };
    else joined.push(piece);
  }
  return joined.map((piece) =>
    piece.kind === 'text'
      ? { type: 'text', text: piece.text }
      : { type: 'reasoning', text: piece.text, seals: [], visibility: 'full' },
  );
}
