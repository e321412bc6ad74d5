import { type ByteEdit, parseJson, scanTopLevel, spliceBytes } from '@gateway/protocols';
import { type Finish, GatewayError, isJsonObject, type Json, type JsonObject } from '@gateway/spec';
import type { Passthrough, SniffedFrame, StreamSniffer } from '../../codec.ts';
import { decodeError } from '../../error/decode-error.ts';
import { decodeFinish, isDirectCall } from './finish.ts';
import { decodeUsage, mergeUsageJson } from './usage.ts';
import { ownDialect } from './wire.ts';

/** Byte-level work on Messages bodies that pass through untranslated. */
export const passthrough: Passthrough = {
  editRequest(body, edits) {
    const scan = scanTopLevel(body);
    if (scan === undefined) {
      const message = 'The body must be a JSON object.';
      throw new GatewayError({ code: 'invalid_request', message });
    }
    const splices: ByteEdit[] = [];
    if (edits.model !== undefined && scan.string('model') !== edits.model) {
      const replacement = JSON.stringify(edits.model);
      // Every `model` member, since a reader may take the first of several or the last.
      const members = scan.members.filter(({ key }) => key === 'model');
      for (const { valueRange } of members) splices.push({ ...valueRange, replacement });
      if (members.length === 0) {
        const at = scan.range.start + 1;
        const comma = scan.members.length > 0 ? ',' : '';
        splices.push({ start: at, end: at, replacement: `"model":${replacement}${comma}` });
      }
    }
    return splices.length === 0 ? body : spliceBytes(body, splices);
  },
  // Usage is always in a Messages stream; there is nothing to ask for.
  asksForUsage: () => true,
  createStreamSniffer,
  sniffResponse(body) {
    const source: JsonObject = isJsonObject(body) ? body : {};
    const { content } = source;
    const hasDirectCall = Array.isArray(content) && content.some(isDirectToolUse);
    return {
      usage: decodeUsage(source['usage'], 'final'),
      finishes: [toFinish(source, hasDirectCall)],
    };
  },
};

const isDirectToolUse = (block: Json): boolean =>
  isJsonObject(block) && block['type'] === 'tool_use' && isDirectCall(block['caller']);

function toFinish(source: JsonObject, hasDirectCall: boolean): Finish {
  const { stop_reason: stopReason, stop_sequence: stopSequence, stop_details: detail } = source;
  return decodeFinish({
    stopReason: typeof stopReason === 'string' ? stopReason : undefined,
    stopSequence: typeof stopSequence === 'string' ? stopSequence : undefined,
    detail,
    hasDirectCall,
  });
}

interface SnifferState {
  finish: Finish | undefined;
  usage: JsonObject | undefined;
  usageIsFinal: boolean;
  hasToolCall: boolean;
  contentBytes: number;
}

type Sniff = (state: SnifferState, data: string) => SniffedFrame;

function createStreamSniffer(): StreamSniffer {
  const state: SnifferState = {
    finish: undefined,
    usage: undefined,
    usageIsFinal: false,
    hasToolCall: false,
    contentBytes: 0,
  };
  return {
    push({ event, data }) {
      if (data === '') return idle;
      const sniff = sniffers.get(event ?? '') ?? sniffers.get(typeIn(data));
      if (sniff === sniffError) {
        // The finish was given already, so nothing may take it back.
        return state.finish === undefined
          ? sniff(state, data)
          : { kind: 'after', replacement: null };
      }
      const frame = sniff?.(state, data) ?? idle;
      const isLate = state.finish !== undefined && frame.kind !== 'finish';
      return isLate ? { ...frame, kind: 'after' } : frame;
    },
    get finished() {
      return state.finish !== undefined;
    },
    get usage() {
      return decodeUsage(state.usage, state.usageIsFinal ? 'final' : 'partial');
    },
    get finishes() {
      return state.finish === undefined ? [] : [state.finish];
    },
    get contentBytes() {
      return state.contentBytes;
    },
  };
}

const idle: SniffedFrame = { kind: 'idle' };
const preamble: SniffedFrame = { kind: 'preamble' };
const content: SniffedFrame = { kind: 'content' };
const after: SniffedFrame = { kind: 'after' };

/** Some servers write no event names; the type then stands near the beginning of the data. */
function typeIn(data: string): string {
  return /"type"\s*:\s*"(\w+)"/.exec(data.slice(0, 200))?.[1] ?? '';
}

function parseObject(data: string): JsonObject | undefined {
  try {
    const value = parseJson(data);
    return isJsonObject(value) ? value : undefined;
  } catch {
    // A frame that cannot be read passes on; the client judges it.
    return undefined;
  }
}

const sniffMessageStart: Sniff = (state, data) => {
  const message = parseObject(data)?.['message'];
  if (!isJsonObject(message)) return preamble;
  noteUsage(state, message['usage']);
  const blocks = Array.isArray(message['content']) ? message['content'] : [];
  state.hasToolCall ||= blocks.some(isDirectToolUse);
  if (typeof message['stop_reason'] === 'string') {
    state.usageIsFinal = state.usage !== undefined;
    return noteFinish(state, message);
  }
  return blocks.length > 0 ? content : preamble;
};

const sniffMessageDelta: Sniff = (state, data) => {
  const event = parseObject(data);
  const usage = event?.['usage'];
  noteUsage(state, usage);
  if (isJsonObject(usage)) state.usageIsFinal ||= typeof usage['output_tokens'] === 'number';
  const delta = event?.['delta'];
  const isLast = isJsonObject(delta) && typeof delta['stop_reason'] === 'string';
  return isLast ? noteFinish(state, delta) : preamble;
};

function noteUsage(state: SnifferState, usage: Json | undefined): void {
  if (isJsonObject(usage)) state.usage = mergeUsageJson(state.usage ?? {}, usage);
}

function noteFinish(state: SnifferState, source: JsonObject): SniffedFrame {
  state.finish = toFinish(source, state.hasToolCall);
  return { kind: 'finish' };
}

/** Blocks that begin empty say nothing before their first delta. */
const emptyBlock = /"type"\s*:\s*"(text|thinking|compaction)"/;
const emptyValue = /"(text|thinking|content)"\s*:\s*(""|null)/;

const sniffBlockStart: Sniff = (state, data) => {
  const head = data.slice(0, 400);
  if (emptyBlock.test(head) && emptyValue.test(head)) return preamble;
  const isToolUse = /"type"\s*:\s*"tool_use"/.test(head);
  state.hasToolCall ||= isToolUse && !/"type"\s*:\s*"code_execution_/.test(head);
  return content;
};

/** What stands around the words of a delta, roughly. */
const envelopeBytes = 80;

const sniffBlockDelta: Sniff = (state, data) => {
  state.contentBytes += Math.max(1, data.length - envelopeBytes);
  return content;
};

const sniffError: Sniff = (_state, data) => ({
  kind: 'error',
  error: decodeError({ status: 200, body: data }, { dialect: ownDialect }),
});

const sniffers: ReadonlyMap<string, Sniff> = new Map<string, Sniff>([
  ['message_start', sniffMessageStart],
  ['content_block_start', sniffBlockStart],
  ['content_block_delta', sniffBlockDelta],
  ['content_block_stop', () => preamble],
  ['message_delta', sniffMessageDelta],
  ['message_stop', () => after],
  ['error', sniffError],
  ['ping', () => idle],
]);
