import type { Json, JsonObject, Part, ReasoningPart, Seal, UnknownPart } from '@gateway/spec';
import { formatOfFamily } from './seal.ts';
import { formHint, members, withOwnExtra } from './wire.ts';

/** Members of a message or delta that hold readable reasoning. */
export type ReasoningKey = 'reasoning_content' | 'reasoning';

/**
 * Chooses the member for reasoning that streams: the one it came in, else the most common.
 *
 * @throws never
 */
export function reasoningKey(part: ReasoningPart): ReasoningKey {
  return hintedKeys(part)[0] === 'reasoning' ? 'reasoning' : 'reasoning_content';
}

/** Where an assistant message may say its reasoning. */
export interface ReasoningForm {
  /** Member for readable reasoning; `null` = it is not written at all. */
  readonly textKey: ReasoningKey | null;
  /** Whether reasoning stays in the member it was read from, whatever `textKey` says. */
  readonly keepsKey: boolean;
  /** Whether a list that a chat client or upstream wrote is written again. */
  readonly lists: boolean;
}

/** A part of an assistant message that its reasoning members are made of. */
export type ReasoningItem = ReasoningPart | UnknownPart;

/**
 * Tells whether a part belongs into the reasoning members of an assistant message.
 *
 * @throws never
 */
export function isReasoningItem(part: Part): part is ReasoningItem {
  if (part.type === 'reasoning') return formHint(part, 'slot') !== 'content';
  const slot = formHint(part, 'slot');
  return part.type === 'unknown' && (slot === 'reasoning_details' || slot === 'thinking_blocks');
}

/**
 * Writes the reasoning members of an assistant message: the readable text as one string, opaque
 * state as a list whose entries repeat the text it belongs to, because a signature is worth nothing
 * without it.
 *
 * @throws never
 */
export function encodeReasoning(parts: readonly ReasoningItem[], form: ReasoningForm): JsonObject {
  return { ...writeText(parts, form), ...writeLists(parts, form) };
}

function writeText(
  parts: readonly ReasoningItem[],
  { textKey, keepsKey }: ReasoningForm,
): JsonObject {
  if (textKey === null) return {};
  const reasoning = parts.filter((part) => part.type === 'reasoning');
  const text = reasoning.map(readableText).join('');
  const hinted = reasoning.flatMap((part) => hintedKeys(part));
  const isListOnly = reasoning.every((part) => isListed(part)) && hinted.length === 0;
  if (text === '' || isListOnly) return {};
  const stays = hinted.length > 0 && (keepsKey || hinted.includes(textKey));
  const keys = stays ? hinted : [textKey];
  return Object.fromEntries(keys.map((key) => [key, text]));
}

/** Names of string members that said this reasoning; the first is the one it was read from. */
function hintedKeys(part: ReasoningPart): readonly string[] {
  const slot = formHint(part, 'slot');
  const own = slot === 'reasoning_content' || slot === 'reasoning' ? slot : undefined;
  const hints = [own, formHint(part, 'mirror'), formHint(part, 'textIn'), formHint(part, 'twin')];
  return hints.filter((hint) => hint !== undefined);
}

function isListed(part: ReasoningPart): boolean {
  const slot = formHint(part, 'slot');
  return slot === 'reasoning_details' || slot === 'thinking_blocks';
}

/**
 * Reads what people may read of a reasoning part.
 *
 * @throws never
 */
export function readableText({ text, summary }: ReasoningPart): string {
  return text || (summary ?? []).join('\n\n');
}

function writeLists(parts: readonly ReasoningItem[], { lists }: ReasoningForm): JsonObject {
  if (!lists) return {};
  const details: Json[] = [];
  const blocks: Json[] = [];
  for (const part of parts) {
    if (formHint(part, 'slot') === 'thinking_blocks') blocks.push(...writeBlock(part));
    else if (part.type === 'unknown') details.push(part.value);
    else if (isListed(part)) details.push(writeOwnDetail(part));
    else details.push(...encodeDetails(part, details.length));
  }
  return {
    ...(details.length > 0 && { reasoning_details: details }),
    ...(blocks.length > 0 && { thinking_blocks: blocks }),
  };
}

function writeOwnDetail(part: ReasoningPart): JsonObject {
  const seal = part.seals[0]?.value;
  if (formHint(part, 'detail') === 'encrypted') {
    return withOwnExtra(part, members({ type: 'reasoning.encrypted', data: seal }));
  }
  if (part.summary !== undefined) {
    const summary = part.summary.join('') || undefined;
    return withOwnExtra(part, members({ type: 'reasoning.summary', summary }));
  }
  const isElsewhere = formHint(part, 'textIn') !== undefined;
  const text = isElsewhere || part.text === '' ? undefined : part.text;
  return withOwnExtra(part, members({ type: 'reasoning.text', text, signature: seal }));
}

function writeBlock(part: ReasoningItem): readonly JsonObject[] {
  if (part.type === 'unknown') return [part.value];
  const seal = part.seals[0]?.value;
  if (formHint(part, 'detail') === 'redacted') {
    return [withOwnExtra(part, members({ type: 'redacted_thinking', data: seal }))];
  }
  const isElsewhere = formHint(part, 'textIn') !== undefined;
  const thinking = isElsewhere || part.text === '' ? undefined : part.text;
  return [withOwnExtra(part, members({ type: 'thinking', thinking, signature: seal }))];
}

/**
 * Writes the opaque state of a reasoning part of another dialect as entries of `reasoning_details`.
 *
 * @param index - position of the first entry among those of the message
 * @returns nothing when there is no state
 * @throws never
 */
export function encodeDetails(part: ReasoningPart, index: number): readonly JsonObject[] {
  const text = readableText(part);
  return part.seals.map((seal, at) =>
    encodeSeal(seal, { text: at === 0 ? text : '', index: index + at }),
  );
}

function encodeSeal(
  seal: Seal,
  { text, index }: { readonly text: string; readonly index: number },
): JsonObject {
  const format = formatOfFamily(seal.family);
  if (seal.form !== 'signature') {
    return { type: 'reasoning.encrypted', data: seal.value, format, index };
  }
  const words = text === '' ? undefined : text;
  return members({ type: 'reasoning.text', text: words, signature: seal.value, format, index });
}
