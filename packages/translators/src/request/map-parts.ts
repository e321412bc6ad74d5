import type { Part, Turn } from '@gateway/spec';

/** Where a part sits. */
export interface PartPlace {
  readonly turn: Turn;
  /** Whether the part is content of a tool result or of a search result. */
  readonly inner: boolean;
  /** Best known place in the client's body. */
  readonly path: string;
}

/** Replaces a part: by itself, by others, or by nothing. */
export type PartMapper = (part: Part, place: PartPlace) => readonly Part[] | Part;

/**
 * Replaces parts of all turns, content of tool results and search results included (inner parts
 * first). Turns that lose all their parts go too; what does not change stays the same object.
 *
 * @throws whatever `map` throws
 */
export function mapParts(turns: readonly Turn[], map: PartMapper): readonly Turn[] {
  let changed = false;
  const mapped: Turn[] = [];
  for (const [index, turn] of turns.entries()) {
    const path = turn.wire?.path ?? `turns[${index}]`;
    const parts = mapList(turn.parts, { turn, inner: false, path }, map);
    if (parts === turn.parts) {
      mapped.push(turn);
      continue;
    }
    changed = true;
    if (parts.length > 0) mapped.push({ ...turn, parts });
  }
  return changed ? mapped : turns;
}

function mapList(parts: readonly Part[], place: PartPlace, map: PartMapper): readonly Part[] {
  let changed = false;
  const mapped: Part[] = [];
  for (const [index, part] of parts.entries()) {
    const path = part.wire?.path ?? `${place.path}.parts[${index}]`;
    const filled = mapContent(part, { ...place, inner: true, path }, map);
    const result = map(filled, { ...place, path });
    if (result !== part) changed = true;
    if (isOnePart(result)) mapped.push(result);
    else mapped.push(...result);
  }
  return changed ? mapped : parts;
}

// `Array.isArray` does not narrow readonly arrays away; a part has a type, a list has none.
function isOnePart(result: Part | readonly Part[]): result is Part {
  return 'type' in result;
}

function mapContent(part: Part, place: PartPlace, map: PartMapper): Part {
  if (part.type !== 'tool-result' && part.type !== 'search-result') return part;
  const content = mapList(part.content, place, map);
  return content === part.content ? part : { ...part, content };
}
