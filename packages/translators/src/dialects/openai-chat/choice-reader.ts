import {
  type Finish,
  isJsonArray,
  isJsonObject,
  type Json,
  type JsonObject,
  type Part,
} from '@gateway/spec';
import { decodeImage } from './assistant-decode.ts';
import { decodeCitation } from './citation.ts';
import { decodeFinish } from './finish.ts';
import { createPartWriter, type EventSink, type PartWriter } from './part-writer.ts';
import { decodePart } from './part-decode.ts';
import { createReasoningReader, type ReasoningReader } from './reasoning-reader.ts';
import { createThinkSplitter, type ThinkSplitter } from './think-splitter.ts';
import { createToolCallReader, type ToolCallReader } from './tool-call-reader.ts';

/** Reads the chunks of one choice. */
export interface ChoiceReader {
  /** Takes the choice's entry of a chunk; nothing counts after its finish. */
  push(choice: JsonObject): void;
  /**
   * Ends the choice.
   *
   * @param native - the upstream's word; `undefined` = it gave none
   * @returns whether all tool calls are whole
   */
  finish(native: string | undefined): boolean;
  /** Set once the choice has ended. */
  readonly ended: Finish | undefined;
  /** Whether there is text or a tool call, without which an answer does not end by itself. */
  readonly hasContent: boolean;
}

/** What a choice needs of its stream. */
export interface ChoiceReaderOptions {
  readonly index: number;
  readonly sink: EventSink;
  /** Whether reasoning stands between `<think>` tags inside the text. */
  readonly thinkTags: boolean;
}

interface ChoiceState {
  readonly writer: PartWriter;
  readonly reasoning: ReasoningReader;
  readonly calls: ToolCallReader;
  readonly splitter: ThinkSplitter | undefined;
  hasText: boolean;
  refused: boolean;
  ended: Finish | undefined;
}

/**
 * Makes the reader of one choice.
 *
 * @throws never
 */
export function createChoiceReader(options: ChoiceReaderOptions): ChoiceReader {
  const writer = createPartWriter(options.index, options.sink, () => calls.settle());
  const calls = createToolCallReader(writer);
  const state: ChoiceState = {
    writer,
    reasoning: createReasoningReader(writer),
    calls,
    splitter: options.thinkTags ? createThinkSplitter() : undefined,
    hasText: false,
    refused: false,
    ended: undefined,
  };
  return {
    push(choice) {
      if (state.ended) return;
      const delta = choice['delta'] ?? choice['message'];
      if (isJsonObject(delta)) readDelta(state, delta, choice['logprobs'] ?? null);
    },
    finish(native) {
      if (state.ended) return true;
      flushSplitter(state);
      writer.close();
      const { called } = state.calls;
      state.ended = decodeFinish(native, { called, refused: state.refused });
      return state.calls.flush();
    },
    get ended() {
      return state.ended;
    },
    get hasContent() {
      return state.hasText || state.calls.called;
    },
  };
}

function readDelta(state: ChoiceState, delta: JsonObject, logprobs: Json): void {
  const { content, refusal, audio, images, annotations, tool_calls, function_call } = delta;
  state.reasoning.push(delta);
  readContent(state, content ?? null, listIn(logprobs, 'content'));
  readRefusal(state, refusal ?? null, listIn(logprobs, 'refusal'));
  if (isJsonObject(audio)) readAudio(state, audio);
  for (const image of listOf(images)) readImage(state, image);
  for (const annotation of listOf(annotations)) readAnnotation(state, annotation);
  for (const call of listOf(tool_calls)) readCall(state, call);
  if (isJsonObject(function_call)) state.calls.pushLegacy(function_call);
}

function listOf(value: Json | undefined): readonly Json[] {
  return isJsonArray(value) ? value : [];
}

function listIn(value: Json, key: string): readonly Json[] {
  return isJsonObject(value) ? listOf(value[key]) : [];
}

const textSeed: Part = { type: 'text', text: '' };

function readContent(state: ChoiceState, content: Json, logprobs: readonly Json[]): void {
  if (isJsonArray(content)) {
    for (const item of content) readItem(state, item);
    return;
  }
  const text = typeof content === 'string' ? content : '';
  if (state.splitter) readTagged(state, text);
  else writeText(state, text, logprobs);
}

function writeText(state: ChoiceState, text: string, logprobs: readonly Json[] = []): void {
  if (text === '' && logprobs.length === 0) return;
  state.hasText ||= text !== '';
  const odds = logprobs.length > 0 && { logprobs };
  state.writer.grow(textSeed, { type: 'text', text, ...odds });
}

function readTagged(state: ChoiceState, text: string): void {
  for (const piece of state.splitter?.push(text) ?? []) {
    if (piece.kind === 'reasoning') state.reasoning.text(piece.text);
    else writeText(state, piece.text);
  }
}

function flushSplitter(state: ChoiceState): void {
  for (const piece of state.splitter?.end() ?? []) {
    if (piece.kind === 'reasoning') state.reasoning.text(piece.text);
    else writeText(state, piece.text);
  }
}

/** Content may come as a list of parts, calls and reasoning among them. */
function readItem(state: ChoiceState, item: Json): void {
  if (isJsonObject(item) && item['type'] === 'tool_calls') {
    for (const call of listOf(item['tool_calls'])) readCall(state, call);
    return;
  }
  const part = decodePart(item, { path: 'content', strict: false });
  if (part.type === 'text') writeText(state, part.text);
  else if (part.type === 'reasoning') state.reasoning.text(part.text);
  else if (part.type === 'refusal') readRefusal(state, part.text, []);
  else if (part.type === 'image') writeWhole(state, part);
}

function writeWhole({ writer }: ChoiceState, part: Part): void {
  writer.close();
  writer.end(writer.start(part));
}

function readRefusal(state: ChoiceState, refusal: Json, logprobs: readonly Json[]): void {
  if (typeof refusal !== 'string' || refusal === '') return;
  state.hasText = true;
  state.refused = true;
  const odds = logprobs.length > 0 && { logprobs };
  state.writer.grow({ type: 'refusal', text: '' }, { type: 'refusal', text: refusal, ...odds });
}

function readAudio(state: ChoiceState, audio: JsonObject): void {
  const { id, data, transcript } = audio;
  const hasData = typeof data === 'string' && data !== '';
  const hasWords = typeof transcript === 'string' && transcript !== '';
  if (!hasData && !hasWords && typeof id !== 'string') return;
  state.hasText = true;
  const seed: Part = {
    type: 'audio',
    ...(typeof id === 'string' && { id }),
    media: { source: 'inline', mediaType: '', base64: '' },
  };
  state.writer.grow(seed, {
    type: 'audio',
    ...(hasData && { base64: data }),
    ...(hasWords && { transcript }),
  });
}

function readImage(state: ChoiceState, image: Json): void {
  const part = decodeImage(image, { path: 'images', strict: false });
  if (part.type !== 'image') return;
  state.hasText = true;
  const { wire: _, ...bare } = part;
  writeWhole(state, bare);
}

function readAnnotation(state: ChoiceState, annotation: Json): void {
  state.writer.grow(textSeed, { type: 'citation', citation: decodeCitation(annotation) });
}

function readCall(state: ChoiceState, call: Json): void {
  flushSplitter(state);
  state.calls.push(call);
}
