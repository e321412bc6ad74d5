import { commentEvent, parseJson, type RawFrame } from '@gateway/protocols';
import {
  type Finish,
  type GatewayErrorFields,
  isJsonObject,
  type Json,
  type JsonObject,
  type Usage,
  unknownUsage,
} from '@gateway/spec';
import type { SniffedFrame, StreamSniffer } from '../../codec.ts';
import { decodeError } from '../../error/decode-error.ts';
import { isErrorBody } from '../../error/error-envelope.ts';
import { readChoiceIndex } from './choice-index.ts';
import { decodeFinish } from './finish.ts';
import { removeMember } from './remove-member.ts';
import { decodeUsage } from './usage.ts';
import { ownDialect } from './wire.ts';

type Frame = Pick<RawFrame, 'event' | 'data' | 'bytes'>;

interface ChoiceFacts {
  called: boolean;
  refused: boolean;
  finish: Finish | undefined;
}

interface SnifferState {
  readonly hidesUsage: boolean;
  readonly choices: Map<number, ChoiceFacts>;
  usage: Usage;
  contentBytes: number;
  hasText: boolean;
  done: boolean;
}

/**
 * Keys inside strings have escaped quotes, so a key found by these expressions is a key of the
 * JSON, at whatever depth. Frames that may hold more than growth are parsed; all others are not.
 */
const mayMatter =
  /"finish_reason"\s*:\s*"[^"]|"usage"\s*:\s*\{|"error"\s*:\s*[{"]|"index"\s*:\s*"?[1-9]|"object"\s*:\s*"error"|"type"\s*:\s*"error"/;
const text = /"(?:content|refusal|transcript)"\s*:\s*"([^"\\]*(?:\\.[^"\\]*)*)"/g;
const other =
  /"(?:reasoning_content|reasoning|arguments|input|data)"\s*:\s*"([^"\\]*(?:\\.[^"\\]*)*)"/g;
const media = /"images"\s*:\s*\[\s*\{|"audio"\s*:\s*\{/;
const callStart = /"tool_calls"\s*:\s*\[\s*\{|"function_call"\s*:\s*\{/;
const otherContent =
  /"(?:reasoning_details|thinking_blocks|images|annotations|content)"\s*:\s*\[\s*\{/;

/**
 * Makes a watcher of a passed-through stream.
 *
 * @throws never, from the sniffer's methods too
 */
export function createStreamSniffer({ hideUsage }: { readonly hideUsage: boolean }): StreamSniffer {
  const state: SnifferState = {
    hidesUsage: hideUsage,
    choices: new Map(),
    usage: unknownUsage,
    contentBytes: 0,
    hasText: false,
    done: false,
  };
  return {
    push: (frame) => withReplacement(state, frame, sniff(state, frame)),
    get finished() {
      return isFinished(state);
    },
    get usage() {
      return state.usage;
    },
    get finishes() {
      const count = Math.max(-1, ...state.choices.keys()) + 1;
      const known = Array.from({ length: count }, (_, index) => state.choices.get(index)?.finish);
      return isFinished(state) ? known.map((finish) => finish ?? { reason: 'other' as const }) : [];
    },
    get contentBytes() {
      return state.contentBytes;
    },
  };
}

function isFinished({ choices }: SnifferState): boolean {
  return choices.size > 0 && [...choices.values()].every(({ finish }) => finish);
}

function factsOf({ choices }: SnifferState, index: number): ChoiceFacts {
  const known = choices.get(index);
  if (known) return known;
  const facts: ChoiceFacts = { called: false, refused: false, finish: undefined };
  choices.set(index, facts);
  return facts;
}

function sniff(state: SnifferState, frame: Frame): SniffedFrame {
  const data = frame.data.trim();
  if (frame.event === commentEvent || data === '') return { kind: 'idle' };
  if (state.done) return { kind: 'after' };
  if (data === '[DONE]') return sniffDone(state);
  const grows = countContent(state, data);
  if (mayMatter.test(data)) return sniffParsed(state, data, grows);
  if (isFinished(state)) return { kind: 'after' };
  if (grows || data.includes('"delta"')) noteGrowth(factsOf(state, 0), data);
  return { kind: grows ? 'content' : 'preamble' };
}

/** `[DONE]` ends an answer that has content, also where the upstream never names a reason. */
function sniffDone(state: SnifferState): SniffedFrame {
  state.done = true;
  if (isFinished(state)) return { kind: 'after' };
  const open = [...state.choices.values()].filter(({ finish }) => !finish);
  if (open.length === 0 || !(state.hasText || open.some(({ called }) => called))) {
    return { kind: 'error', error: truncated };
  }
  for (const facts of open) facts.finish = decodeFinish(undefined, facts);
  return { kind: 'finish' };
}

const truncated: GatewayErrorFields = {
  code: 'upstream_truncated',
  message: 'The upstream ended its answer before it was complete.',
};

/** @returns whether the frame holds content, reasoning or tool bytes */
function countContent(state: SnifferState, data: string): boolean {
  const words = sum(data.matchAll(text));
  const length = words + sum(data.matchAll(other));
  if (words > 0 || media.test(data)) state.hasText = true;
  state.contentBytes += length;
  return length > 0 || callStart.test(data) || otherContent.test(data);
}

function sum(matches: IterableIterator<RegExpMatchArray>): number {
  let length = 0;
  for (const match of matches) length += match[1]?.length ?? 0;
  return length;
}

function noteGrowth(facts: ChoiceFacts, data: string): void {
  if (callStart.test(data)) facts.called = true;
  if (/"refusal"\s*:\s*"[^"]/.test(data)) facts.refused = true;
}

function sniffParsed(state: SnifferState, data: string, grows: boolean): SniffedFrame {
  const body = parseOr(data);
  if (body === undefined || !isJsonObject(body)) {
    const message = 'The upstream sent a stream event that is not JSON.';
    return { kind: 'error', error: { code: 'upstream_invalid_response', message } };
  }
  const choices = choicesOf(body);
  if (isErrorBody(body) || choices.some((choice) => choice['finish_reason'] === 'error')) {
    return { kind: 'error', error: decodeError({ status: 200, body }, { dialect: ownDialect }) };
  }
  const wasFinished = isFinished(state);
  for (const [position, choice] of choices.entries()) readChoice(state, choice, position);
  readUsage(state, body, choices);
  if (isFinished(state)) return { kind: wasFinished ? 'after' : 'finish' };
  return { kind: grows ? 'content' : 'preamble' };
}

function parseOr(data: string): Json | undefined {
  try {
    return parseJson(data);
  } catch {
    // Reported as a fault of the upstream by the caller.
    return undefined;
  }
}

function choicesOf({ choices }: JsonObject): readonly JsonObject[] {
  return Array.isArray(choices) ? choices.filter(isJsonObject) : [];
}

function readChoice(state: SnifferState, choice: JsonObject, position: number): void {
  const { index, delta, finish_reason: native } = choice;
  const facts = factsOf(state, readChoiceIndex(index) ?? position);
  noteGrowth(facts, JSON.stringify(delta ?? null));
  if (typeof native === 'string' && native !== '' && !facts.finish) {
    facts.finish = decodeFinish(native, facts);
  }
}

function readUsage(state: SnifferState, body: JsonObject, choices: readonly JsonObject[]): void {
  const found = body['usage'] ?? choices.find((choice) => isJsonObject(choice['usage']))?.['usage'];
  if (!isJsonObject(found)) return;
  const before = state.usage.native?.value;
  const usage = decodeUsage({ ...(isJsonObject(before) && before), ...found });
  const isLast = choices.length === 0 || isFinished(state);
  state.usage = isLast ? usage : { ...usage, certainty: 'partial' };
}

/** Takes out what only our own wish for usage put in. */
function withReplacement(state: SnifferState, frame: Frame, sniffed: SniffedFrame): SniffedFrame {
  if (!state.hidesUsage || sniffed.kind === 'idle' || !frame.data.includes('"usage"')) {
    return sniffed;
  }
  const body = parseOr(frame.data);
  if (!isJsonObject(body)) return sniffed;
  const { usage, choices } = body;
  const isUsageOnly = isJsonObject(usage) && Array.isArray(choices) && choices.length === 0;
  if (isUsageOnly) return { ...sniffed, replacement: null };
  const replacement = usage === null ? removeMember(frame, 'usage') : undefined;
  return replacement ? { ...sniffed, replacement } : sniffed;
}
