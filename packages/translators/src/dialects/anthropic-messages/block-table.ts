import {
  isJsonObject,
  type Json,
  type JsonObject,
  type Part,
  type PartDelta,
  type PartEndEvent,
  type ReasoningFamily,
  type Seal,
  type StreamEvent,
} from '@gateway/spec';
import { decodeBlock } from './block-decode.ts';
import { decodeCitation } from './citation.ts';
import { isDirectCall } from './finish.ts';
import { ownDialect } from './wire.ts';

/** A block that has begun and not ended. */
interface OpenBlock {
  /** Canonical index. */
  readonly index: number;
  readonly seed: Part;
  /** Arguments that stood in the start already; they count only if no others follow. */
  readonly startInput: string;
  /** Pieces of arguments or of a compaction's text. */
  readonly pieces: string[];
  readonly seals: Seal[];
  sawText: boolean;
}

/** The blocks of one stream, by the upstream's index. */
export interface BlockTable {
  /** How many parts have begun. */
  readonly count: number;
  /** Whether the model called a tool of the client's. */
  readonly hasDirectCall: boolean;
  start(key: number, block: JsonObject): StreamEvent[];
  delta(key: number, delta: JsonObject): StreamEvent[];
  stop(key: number): StreamEvent[];
  /** Takes blocks that are complete from the start. */
  prefill(blocks: readonly Json[]): StreamEvent[];
  /**
   * Ends all blocks that are still open.
   *
   * @returns `undefined` where one of them is a tool call whose arguments are no JSON
   */
  closeAll(): StreamEvent[] | undefined;
}

/**
 * Makes an empty table.
 *
 * @param family - whose opaque state the upstream mints
 * @throws never
 */
export function createBlockTable(family: ReasoningFamily): BlockTable {
  const open = new Map<number, OpenBlock>();
  let count = 0;
  let hasDirectCall = false;

  const begin = (key: number, part: Part): StreamEvent[] => {
    const ended = stop(key);
    const index = count;
    count += 1;
    if (part.type === 'tool-call') hasDirectCall ||= isDirectCall(part.caller);
    const { seed, startInput } = toSeed(part);
    open.set(key, { index, seed, startInput, pieces: [], seals: [], sawText: false });
    return [...ended, { type: 'part-start', index, part: seed }];
  };

  const start = (key: number, block: JsonObject): StreamEvent[] => {
    const path = `content[${key}]`;
    return begin(key, decodeBlock(withoutNullContent(block), { path, strict: false, family }));
  };

  const stop = (key: number): StreamEvent[] => {
    const block = open.get(key);
    open.delete(key);
    return block === undefined ? [] : endBlock(block);
  };

  return {
    get count() {
      return count;
    },
    get hasDirectCall() {
      return hasDirectCall;
    },
    start,
    stop,
    delta(key, delta) {
      const { type } = delta;
      const kind = typeof type === 'string' ? deltaKinds.get(type) : undefined;
      const before = open.get(key);
      const begun = needsNewBlock(before, kind) ? begin(key, implicitPart(kind, key)) : [];
      const block = open.get(key);
      return block === undefined ? [] : [...begun, ...growBlock(block, { kind, delta, family })];
    },
    prefill(blocks) {
      return blocks.flatMap((block, key) => {
        if (!isJsonObject(block)) return [];
        return [...start(key, block), ...stop(key)];
      });
    },
    closeAll() {
      if ([...open.values()].some(hasTornInput)) return undefined;
      return [...open.keys()].flatMap(stop);
    },
  };
}

/** A compaction starts with `content: null` and gets its text later. */
function withoutNullContent(block: JsonObject): JsonObject {
  const { content, ...rest } = block;
  return block['type'] === 'compaction' && content === null ? rest : block;
}

/** Empties what is going to grow, so that nothing is said twice. */
function toSeed(part: Part): { readonly seed: Part; readonly startInput: string } {
  switch (part.type) {
    case 'tool-call':
      return { seed: { ...part, input: { text: '' } }, startInput: part.input.text };
    case 'provider-tool':
      if (part.stage !== 'call') return { seed: part, startInput: '' };
      return { seed: { ...part, input: { text: '' } }, startInput: part.input?.text ?? '' };
    case 'reasoning':
      return part.seals.length > 0
        ? { seed: part, startInput: '' }
        : { seed: { ...part, visibility: 'full', ...withoutForm(part) }, startInput: '' };
    default:
      return { seed: part, startInput: '' };
  }
}

/** The form of a start says nothing about the whole block: its signature is still to come. */
function withoutForm({ wire }: Part): Pick<Part, 'wire'> {
  if (wire === undefined) return {};
  const { form: _form, ...rest } = wire;
  return { wire: rest };
}

type DeltaKind = 'text' | 'citation' | 'thinking' | 'signature' | 'input' | 'compaction';

const deltaKinds: ReadonlyMap<string, DeltaKind> = new Map([
  ['text_delta', 'text'],
  ['citations_delta', 'citation'],
  ['thinking_delta', 'thinking'],
  ['signature_delta', 'signature'],
  ['input_json_delta', 'input'],
  ['compaction_delta', 'compaction'],
]);

const partTypes: Readonly<Record<DeltaKind, readonly Part['type'][]>> = {
  text: ['text'],
  citation: ['text'],
  thinking: ['reasoning'],
  signature: ['reasoning', 'compaction'],
  input: ['tool-call', 'provider-tool'],
  compaction: ['compaction'],
};

/** Some servers forget to start a block, or let one index change its kind. */
function needsNewBlock(
  block: OpenBlock | undefined,
  kind: DeltaKind | undefined,
): kind is DeltaKind {
  if (kind === undefined || block?.seed.type === 'unknown') return false;
  return block === undefined || !partTypes[kind].includes(block.seed.type);
}

function implicitPart(kind: DeltaKind, key: number): Part {
  const wire = { dialect: ownDialect, path: `content[${key}]` } as const;
  switch (kind) {
    case 'text':
    case 'citation':
      return { type: 'text', text: '', wire };
    case 'thinking':
    case 'signature':
      return { type: 'reasoning', text: '', seals: [], visibility: 'full', wire };
    case 'compaction':
      return { type: 'compaction', seals: [], wire };
    case 'input': {
      const input = { text: '' };
      return { type: 'tool-call', toolCallId: '', toolName: '', inputFormat: 'json', input, wire };
    }
  }
}

interface Growth {
  readonly kind: DeltaKind | undefined;
  readonly delta: JsonObject;
  readonly family: ReasoningFamily;
}

function growBlock(block: OpenBlock, growth: Growth): StreamEvent[] {
  return toDeltas(block, growth).map((delta) => ({
    type: 'part-delta',
    index: block.index,
    delta,
  }));
}

function toDeltas(block: OpenBlock, { kind, delta, family }: Growth): PartDelta[] {
  if (kind === undefined || block.seed.type === 'unknown') {
    return [{ type: 'unknown', value: delta }];
  }
  switch (kind) {
    case 'text':
      return growth(delta['text'], (text) => ({ type: 'text', text }));
    case 'citation':
      return [{ type: 'citation', citation: decodeCitation(delta['citation'] ?? null) }];
    case 'thinking':
      block.sawText ||= delta['thinking'] !== '';
      return growth(delta['thinking'], (text) => ({ type: 'reasoning', text }));
    case 'signature':
      return sealGrowth(block, { value: delta['signature'], form: 'signature', family });
    case 'input':
      keepPiece(block, delta['partial_json']);
      return growth(delta['partial_json'], (text) => ({ type: 'tool-input', text }));
    case 'compaction':
      keepPiece(block, delta['content']);
      return [
        ...growth(delta['content'], (text) => ({ type: 'text', text })),
        ...sealGrowth(block, { value: delta['encrypted_content'], form: 'compaction', family }),
      ];
  }
}

function growth(value: Json | undefined, toDelta: (text: string) => PartDelta): PartDelta[] {
  return typeof value === 'string' && value !== '' ? [toDelta(value)] : [];
}

function keepPiece(block: OpenBlock, value: Json | undefined): void {
  if (typeof value === 'string') block.pieces.push(value);
}

function sealGrowth(
  block: OpenBlock,
  minted: { readonly value: Json | undefined } & Pick<Seal, 'form' | 'family'>,
): PartDelta[] {
  const { value, form, family } = minted;
  return growth(value, (text) => {
    const seal: Seal = { family, form, value: text };
    block.seals.push(seal);
    return { type: 'seal', seal };
  });
}

function endBlock(block: OpenBlock): StreamEvent[] {
  const { index, seed } = block;
  const end: PartEndEvent = { type: 'part-end', index };
  switch (seed.type) {
    case 'tool-call':
      return [...owedInput(block), end];
    case 'provider-tool': {
      if (seed.stage !== 'call') return [end];
      const text = block.pieces.join('') || block.startInput || '{}';
      return [...owedInput(block), { ...end, part: { ...seed, input: { text } } }];
    }
    case 'compaction': {
      const text = block.pieces.join('');
      const seals = [...seed.seals, ...block.seals];
      return [{ ...end, part: { ...seed, seals, ...(text !== '' && { text }) } }];
    }
    case 'reasoning': {
      if (block.sawText || seed.text !== '') return [end];
      const seals = [...seed.seals, ...block.seals];
      return [{ ...end, part: { ...seed, seals, visibility: 'none' } }];
    }
    default:
      return [end];
  }
}

/** No arguments streamed: then those of the start count, and in the end an empty object. */
function owedInput({ index, pieces, startInput }: OpenBlock): StreamEvent[] {
  if (pieces.some((piece) => piece !== '')) return [];
  const delta: PartDelta = { type: 'tool-input', text: startInput || '{}' };
  return [{ type: 'part-delta', index, delta }];
}

function hasTornInput({ seed, pieces }: OpenBlock): boolean {
  const text = pieces.join('');
  if (seed.type !== 'tool-call' || text === '') return false;
  try {
    JSON.parse(text);
    return false;
  } catch {
    // The answer to the question, not a fault.
    return true;
  }
}
