import { isJsonObject, type Json, type Part, type ReasoningPart } from '@gateway/spec';
import { unknownPart } from './part-decode.ts';
import { createReader, type Reader, type ReadScope } from './reader.ts';
import { encryptedSeal, familyOfFormat } from './seal.ts';
import { ownDialect } from './wire.ts';

/** Members that hold readable reasoning as one string, the one that wins first. */
export const reasoningTextKeys = ['reasoning_content', 'reasoning'] as const;

/**
 * Takes the reasoning of an assistant message from the four places where servers put it. Lists
 * (`reasoning_details`, `thinking_blocks`) carry opaque state and win; a string beside them that
 * says the same is remembered as their mirror, one that says something else stays unread.
 *
 * @throws `GatewayError` `invalid_request` in strict scopes
 */
export function takeReasoning(message: Reader): readonly Part[] {
  const listed = takeList(message, 'reasoning_details') ?? takeList(message, 'thinking_blocks');
  return listed ?? takeStrings(message);
}

function takeStrings(message: Reader): readonly Part[] {
  const slot = reasoningTextKeys.find((key) => isFilled(message.peek(key)));
  const text = slot === undefined ? undefined : message.string(slot);
  if (slot === undefined || text === undefined) return [];
  return [mirrored(message, { ...plainReasoning(text), wire: wireOf(message.scope, slot) })];
}

function takeList(message: Reader, slot: ListSlot): readonly Part[] | undefined {
  const list = message.peek(slot);
  if (!Array.isArray(list) || list.length === 0) return undefined;
  message.any(slot);
  const parts = list.map((value: Json, index): Part => {
    const scope = { ...message.scope, path: `${message.at(slot)}[${index}]` };
    return (
      (isJsonObject(value) ? decoders[slot](value, scope) : undefined) ??
      wrapped(value, slot, scope)
    );
  });
  return withPlainText(message, parts);
}

/** Joins details without text with the text beside them, or finds that the two say the same. */
function withPlainText(message: Reader, parts: readonly Part[]): readonly Part[] {
  const plain = reasoningTextKeys.find((key) => isFilled(message.peek(key)));
  if (plain === undefined) return parts;
  const texts = parts.filter((part) => part.type === 'reasoning').map(readable);
  const at = parts.findIndex(({ type }) => type === 'reasoning');
  const first = parts[at];
  if (first?.type !== 'reasoning') return [...takeStrings(message), ...parts];
  if (texts.every((text) => text === '')) {
    const text = message.string(plain) ?? '';
    const joined: ReasoningPart = { ...first, text, visibility: 'full' };
    return parts.with(at, hinted(mirrored(message, joined), 'textIn', plain));
  }
  if (message.peek(plain) !== texts.join('')) return parts;
  message.any(plain);
  return parts.with(at, hinted(mirrored(message, first, texts.join('')), 'mirror', plain));
}

/** Notes that a second member says the same as the reasoning, and takes it. */
function mirrored(message: Reader, part: ReasoningPart, text = part.text): ReasoningPart {
  const twin = reasoningTextKeys.find((key) => message.peek(key) === text);
  if (twin === undefined || text === '') return part;
  message.any(twin);
  return hinted(part, 'twin', twin);
}

function hinted(part: ReasoningPart, key: string, value: string): ReasoningPart {
  const wire = part.wire ?? { dialect: ownDialect };
  return { ...part, wire: { ...wire, form: { ...wire.form, [key]: value } } };
}

function readable(part: ReasoningPart): string {
  return part.text || (part.summary ?? []).join('');
}

function plainReasoning(text: string): ReasoningPart {
  return { type: 'reasoning', text, seals: [], visibility: 'full' };
}

function wireOf(scope: ReadScope, slot: string) {
  return { dialect: ownDialect, path: scope.path, form: { slot } } as const;
}

function isFilled(value: Json | undefined): boolean {
  return typeof value === 'string' && value !== '';
}

function wrapped(value: Json, slot: ListSlot, scope: ReadScope): Part {
  return isJsonObject(value)
    ? unknownPart(value, scope, slot)
    : { ...plainReasoning(''), wire: wireOf(scope, slot) };
}

type ListSlot = 'reasoning_details' | 'thinking_blocks';
type EntryDecoder = (value: { readonly [key: string]: Json }, scope: ReadScope) => Part | undefined;

const decoders: Readonly<Record<ListSlot, EntryDecoder>> = {
  reasoning_details: decodeDetail,
  thinking_blocks: decodeThinkingBlock,
};

/**
 * Reads an entry of `reasoning_details`.
 *
 * @returns `undefined` for kinds that are not known
 * @throws never
 */
export function decodeDetail(
  value: { readonly [key: string]: Json },
  scope: ReadScope,
): ReasoningPart | undefined {
  const reader = createReader(value, { ...scope, strict: false });
  const family = familyOfFormat(value['format']);
  const slot = 'reasoning_details';
  switch (reader.oneOf('type', ['reasoning.text', 'reasoning.summary', 'reasoning.encrypted'])) {
    case 'reasoning.text': {
      const text = reader.filled('text') ?? '';
      const signature = reader.filled('signature');
      const seals =
        signature === undefined ? [] : [{ family, form: 'signature', value: signature } as const];
      const visibility = text === '' ? 'none' : 'full';
      return { type: 'reasoning', text, seals, visibility, wire: reader.notes({ slot }) };
    }
    case 'reasoning.summary': {
      const summary = [reader.filled('summary') ?? ''];
      const wire = reader.notes({ slot });
      return { type: 'reasoning', text: '', summary, seals: [], visibility: 'summary', wire };
    }
    case 'reasoning.encrypted': {
      const data = reader.filled('data');
      const seals = data === undefined ? [] : [encryptedSeal(data, family)];
      const wire = reader.notes({ slot, detail: 'encrypted' });
      return { type: 'reasoning', text: '', seals, visibility: 'none', wire };
    }
    default:
      return undefined;
  }
}

/**
 * Reads an entry of `thinking_blocks`, which are Anthropic's blocks inside a chat message.
 *
 * @returns `undefined` for kinds that are not known
 * @throws never
 */
export function decodeThinkingBlock(
  value: { readonly [key: string]: Json },
  scope: ReadScope,
): ReasoningPart | undefined {
  const reader = createReader(value, { ...scope, strict: false });
  const family = 'anthropic';
  const slot = 'thinking_blocks';
  switch (reader.oneOf('type', ['thinking', 'redacted_thinking'])) {
    case 'thinking': {
      const text = reader.filled('thinking') ?? '';
      const signature = reader.filled('signature');
      const seals =
        signature === undefined ? [] : [{ family, form: 'signature', value: signature } as const];
      const visibility = text === '' ? 'none' : 'full';
      return { type: 'reasoning', text, seals, visibility, wire: reader.notes({ slot }) };
    }
    case 'redacted_thinking': {
      const data = reader.filled('data');
      const seals = data === undefined ? [] : [encryptedSeal(data, family)];
      const wire = reader.notes({ slot, detail: 'redacted' });
      return { type: 'reasoning', text: '', seals, visibility: 'none', wire };
    }
    default:
      return undefined;
  }
}
