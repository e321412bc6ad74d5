import type {
  Json,
  JsonObject,
  Part,
  PartDelta,
  ReasoningPart,
  Seal,
  ToolCallPart,
} from '@gateway/spec';
import type { LossRecorder } from '../../loss-recorder.ts';
import { encodeImage } from './assistant-encode.ts';
import { encodeCitation } from './citation.ts';
import type { ChoiceContent } from './finish.ts';
import { reportUnwritable } from './part-encode.ts';
import { encodeDetails, type ReasoningKey, reasoningKey } from './reasoning-encode.ts';
import { members } from './wire.ts';

/** A delta to write, with the log probabilities that go beside it. */
export interface WrittenDelta {
  readonly delta: JsonObject;
  readonly logprobs?: JsonObject;
}

/** Writes the deltas of one choice. */
export interface ChoiceWriter {
  readonly index: number;
  start(partIndex: number, part: Part): readonly WrittenDelta[];
  delta(partIndex: number, delta: PartDelta): readonly WrittenDelta[];
  /** @param final - the part's authoritative value, used where nothing of it has gone out */
  end(partIndex: number, final: Part | undefined): readonly WrittenDelta[];
  /** Ends all parts that are still open. */
  flush(): readonly WrittenDelta[];
  /** What has been written so far. */
  readonly content: ChoiceContent;
}

/** What a choice needs of its stream. */
export interface ChoiceWriterOptions {
  readonly index: number;
  /** Whether the client knows freeform tool calls. */
  readonly freeform: boolean;
  readonly loss: LossRecorder;
  /** Makes ids for calls that have none. */
  readonly newId: (prefix: string) => string;
}

type OpenPart =
  | { readonly kind: 'call'; readonly position: number; readonly form: CallForm; written: boolean }
  | {
      readonly kind: 'reasoning';
      readonly key: ReasoningKey;
      readonly seals: Seal[];
      part: ReasoningPart;
      section: number;
    }
  | { readonly kind: 'audio'; readonly id: string | undefined }
  | { readonly kind: 'words'; written: boolean }
  | { readonly kind: 'silent' };

/** `wrapped` = freeform text inside a JSON object, for clients that know functions only. */
type CallForm = 'function' | 'custom' | 'wrapped';

interface ChoiceState {
  readonly options: ChoiceWriterOptions;
  readonly open: Map<number, OpenPart>;
  calls: number;
  details: number;
  refused: boolean;
}

/**
 * Makes the writer of one choice.
 *
 * @throws never
 */
export function createChoiceWriter(options: ChoiceWriterOptions): ChoiceWriter {
  const state: ChoiceState = { options, open: new Map(), calls: 0, details: 0, refused: false };
  const end = (partIndex: number, final: Part | undefined): readonly WrittenDelta[] => {
    const part = state.open.get(partIndex);
    state.open.delete(partIndex);
    return part ? endPart(state, part, final) : [];
  };
  return {
    index: options.index,
    start(partIndex, part) {
      const { open, deltas } = startPart(state, part);
      state.open.set(partIndex, open);
      return deltas;
    },
    delta(partIndex, delta) {
      const part = state.open.get(partIndex);
      return part ? growPart(state, part, delta) : [];
    },
    end,
    flush: () => [...state.open.keys()].flatMap((partIndex) => end(partIndex, undefined)),
    get content() {
      return { called: state.calls > 0, refused: state.refused };
    },
  };
}

interface Started {
  readonly open: OpenPart;
  readonly deltas: readonly WrittenDelta[];
}

function startPart(state: ChoiceState, part: Part): Started {
  switch (part.type) {
    case 'tool-call':
      return startCall(state, part);
    case 'reasoning':
      return startReasoning(part);
    case 'text': {
      const open: OpenPart = { kind: 'words', written: part.text !== '' };
      const citations = (part.citations ?? []).map(
        (citation) => ({ type: 'citation', citation }) as const,
      );
      const seeds: PartDelta[] = [
        { type: 'text', text: part.text, ...oddsOf(part.logprobs) },
        ...citations,
      ];
      return { open, deltas: seeds.flatMap((seed) => growPart(state, open, seed)) };
    }
    case 'refusal': {
      const open: OpenPart = { kind: 'words', written: part.text !== '' };
      return { open, deltas: growPart(state, open, { type: 'refusal', text: part.text }) };
    }
    case 'audio':
      return startAudio(part);
    case 'image': {
      const image = encodeImage(part);
      return { open: { kind: 'silent' }, deltas: image ? [{ delta: { images: [image] } }] : [] };
    }
    default:
      reportUnwritable(part, { loss: state.options.loss, path: '' });
      return { open: { kind: 'silent' }, deltas: [] };
  }
}

function oddsOf(logprobs: Json | undefined) {
  return logprobs === undefined ? {} : { logprobs };
}

function startReasoning(part: ReasoningPart): Started {
  const text = part.text || (part.summary ?? []).join('\n\n');
  const section = Math.max(0, (part.summary?.length ?? 0) - 1);
  const key = reasoningKey(part);
  const seals = [...part.seals];
  const open: OpenPart = { kind: 'reasoning', key, seals, part: { ...part, text }, section };
  return { open, deltas: text === '' ? [] : [{ delta: { [key]: text } }] };
}

function startAudio(part: Extract<Part, { type: 'audio' }>): Started {
  const { id, media, transcript } = part;
  const base64 = media.source === 'inline' ? media.base64 : '';
  const audio = members({ id, data: base64 || undefined, transcript: transcript || undefined });
  const deltas = Object.keys(audio).length > 0 ? [{ delta: { audio } }] : [];
  return { open: { kind: 'audio', id }, deltas };
}

function startCall(state: ChoiceState, part: ToolCallPart): Started {
  const isText = part.inputFormat === 'text';
  const form = isText ? (state.options.freeform ? 'custom' : 'wrapped') : 'function';
  const open: OpenPart = { kind: 'call', position: state.calls, form, written: false };
  state.calls += 1;
  const { toolName: name, seal } = part;
  const id = part.toolCallId || state.options.newId('call_');
  const extra = seal && { extra_content: { google: { thought_signature: seal.value } } };
  const body =
    form === 'custom'
      ? { type: 'custom', custom: { name, input: '' } }
      : { type: 'function', function: { name, arguments: '' } };
  const first = { index: open.position, id, ...body, ...extra };
  const opening = { delta: { tool_calls: [first] } };
  const text = part.input.text;
  return { open, deltas: text === '' ? [opening] : [opening, ...growCall(open, text)] };
}

type OpenCall = Extract<OpenPart, { kind: 'call' }>;

function growCall(open: OpenCall, text: string): readonly WrittenDelta[] {
  if (open.form !== 'wrapped') {
    open.written = true;
    return [callDelta(open, text)];
  }
  const head = open.written ? '' : '{"input":"';
  open.written = true;
  return [callDelta(open, head + JSON.stringify(text).slice(1, -1))];
}

function callDelta({ position, form }: OpenCall, text: string): WrittenDelta {
  const body = form === 'custom' ? { custom: { input: text } } : { function: { arguments: text } };
  return { delta: { tool_calls: [{ index: position, ...body }] } };
}

function growPart(state: ChoiceState, open: OpenPart, delta: PartDelta): readonly WrittenDelta[] {
  if (open.kind === 'call') {
    return delta.type === 'tool-input' && delta.text !== '' ? growCall(open, delta.text) : [];
  }
  if (open.kind === 'reasoning') return growReasoning(open, delta);
  if (open.kind === 'audio') return growAudio(delta);
  return open.kind === 'words' ? growWords(state, open, delta) : [];
}

function growWords(
  state: ChoiceState,
  open: Extract<OpenPart, { kind: 'words' }>,
  delta: PartDelta,
): readonly WrittenDelta[] {
  if (delta.type === 'citation') {
    const annotation = encodeCitation(delta.citation, state.options.loss);
    return annotation === undefined ? [] : [{ delta: { annotations: [annotation] } }];
  }
  if (delta.type !== 'text' && delta.type !== 'refusal') return [];
  if (delta.text === '' && delta.logprobs === undefined) return [];
  open.written = true;
  const isRefusal = delta.type === 'refusal';
  if (isRefusal) state.refused = true;
  const words: JsonObject = isRefusal ? { refusal: delta.text } : { content: delta.text };
  const key = isRefusal ? 'refusal' : 'content';
  const odds = delta.logprobs !== undefined && { logprobs: { [key]: delta.logprobs } };
  return [{ delta: words, ...odds }];
}

function growReasoning(
  open: Extract<OpenPart, { kind: 'reasoning' }>,
  delta: PartDelta,
): readonly WrittenDelta[] {
  if (delta.type === 'seal') {
    open.seals.push(delta.seal);
    return [];
  }
  if (delta.type !== 'reasoning' && delta.type !== 'reasoning-summary') return [];
  const isNewSection = delta.type === 'reasoning-summary' && delta.section > open.section;
  if (delta.type === 'reasoning-summary') open.section = delta.section;
  const text = (isNewSection && open.part.text !== '' ? '\n\n' : '') + delta.text;
  if (text === '') return [];
  open.part = { ...open.part, text: open.part.text + text };
  return [{ delta: { [open.key]: text } }];
}

function growAudio(delta: PartDelta): readonly WrittenDelta[] {
  if (delta.type !== 'audio') return [];
  return [{ delta: { audio: members({ data: delta.base64, transcript: delta.transcript }) } }];
}

function endPart(
  state: ChoiceState,
  open: OpenPart,
  final: Part | undefined,
): readonly WrittenDelta[] {
  if (open.kind === 'call') return endCall(open, final);
  if (open.kind === 'reasoning') return endReasoning(state, open, final);
  if (open.kind !== 'words' || open.written) return [];
  if (final?.type !== 'text' && final?.type !== 'refusal') return [];
  return growPart(state, open, { type: final.type, text: final.text });
}

/** Arguments must be JSON, so a call without any gets an empty object. */
function endCall(open: OpenCall, final: Part | undefined): readonly WrittenDelta[] {
  const late = !open.written && final?.type === 'tool-call' ? final.input.text : '';
  const deltas = late === '' ? [] : growCall(open, late);
  if (open.form === 'wrapped') {
    return [...deltas, callDelta(open, open.written ? '"}' : '{"input":""}')];
  }
  const isEmpty = open.form === 'function' && !open.written;
  return isEmpty ? [callDelta(open, '{}')] : deltas;
}

/** Opaque state goes out last and with its text, because it is worth nothing without it. */
function endReasoning(
  state: ChoiceState,
  open: Extract<OpenPart, { kind: 'reasoning' }>,
  final: Part | undefined,
): readonly WrittenDelta[] {
  const late = final?.type === 'reasoning' && open.seals.length === 0 ? final.seals : open.seals;
  const sealed = { ...open.part, seals: late };
  const isSilent = open.part.text === '' && final?.type === 'reasoning' && final.text !== '';
  const part = isSilent ? { ...sealed, text: final.text } : sealed;
  const details = encodeDetails(part, state.details);
  state.details += details.length;
  return [
    ...(isSilent ? [{ delta: { [open.key]: part.text } }] : []),
    ...(details.length > 0 ? [{ delta: { reasoning_details: details } }] : []),
  ];
}
