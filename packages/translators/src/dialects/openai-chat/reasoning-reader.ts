import { isJsonObject, type Json, type JsonObject, type Part, type Seal } from '@gateway/spec';
import type { PartWriter } from './part-writer.ts';
import { decodeDetail, decodeThinkingBlock, reasoningTextKeys } from './reasoning-decode.ts';
import { ownDialect } from './wire.ts';

/** Reads the reasoning of one choice's deltas. */
export interface ReasoningReader {
  push(delta: JsonObject): void;
  /** Adds reasoning that was found elsewhere. */
  text(text: string): void;
}

const seed: Part = { type: 'reasoning', text: '', seals: [], visibility: 'full' };
const otherSeed: Part = { ...seed, wire: { dialect: ownDialect, form: { slot: 'reasoning' } } };
const sealedSeed: Part = { type: 'reasoning', text: '', seals: [], visibility: 'none' };
const listScope = { path: 'delta', strict: false };

/**
 * Makes the reader of one choice. Servers often say the same words in a string member and in a
 * list; the first of the two that is seen counts, and only opaque state is taken from the other.
 *
 * @throws never
 */
export function createReasoningReader(writer: PartWriter): ReasoningReader {
  let source: 'string' | 'list' | undefined;
  let sealed = false;
  let listIndex: Json | undefined;
  let opening = seed;

  const text = (words: string): void => {
    if (words === '') return;
    if (sealed) writer.close();
    sealed = false;
    writer.grow(opening, { type: 'reasoning', text: words });
  };
  const seal = (value: Seal, apart: boolean): void => {
    if (apart || sealed) writer.close();
    sealed = true;
    writer.grow(apart ? sealedSeed : opening, { type: 'seal', seal: value });
    if (apart) writer.close();
    if (apart) sealed = false;
  };
  const entry = (value: JsonObject): void => {
    const part = readEntry(value);
    if (part === undefined) return;
    const isNext = value['index'] !== undefined && value['index'] !== listIndex;
    if (source === 'list' && isNext && writer.current === 'reasoning') writer.close();
    listIndex = value['index'];
    if (source === 'list') text(part.text || (part.summary ?? []).join(''));
    for (const each of part.seals) seal(each, each.form === 'redacted');
  };

  return {
    text,
    push(delta) {
      const key = reasoningTextKeys.find((each) => wordsIn(delta, each) !== '');
      const words = key === undefined ? '' : wordsIn(delta, key);
      if (key !== undefined) source ??= 'string';
      // A client that knows this upstream looks for its reasoning where the upstream puts it.
      if (key !== undefined) opening = key === 'reasoning' ? otherSeed : seed;
      if (source !== 'list') text(words);
      const entries = entriesOf(delta);
      if (entries.length > 0) source ??= 'list';
      entries.forEach(entry);
    },
  };
}

function wordsIn(delta: JsonObject, key: string): string {
  const value = delta[key];
  return typeof value === 'string' ? value : '';
}

function entriesOf(delta: JsonObject): readonly JsonObject[] {
  const { reasoning_details: details, thinking_blocks: blocks } = delta;
  const list = Array.isArray(details) && details.length > 0 ? details : blocks;
  return Array.isArray(list) ? list.filter(isJsonObject) : [];
}

function readEntry(value: JsonObject) {
  return decodeDetail(value, listScope) ?? decodeThinkingBlock(value, listScope);
}
