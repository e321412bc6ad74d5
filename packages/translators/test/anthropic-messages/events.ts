import type { WireEvent } from '@gateway/protocols';
import {
  type Finish,
  type Json,
  type JsonObject,
  type Part,
  type PartDelta,
  type StreamEvent,
  unknownUsage,
  type Usage,
} from '@gateway/spec';

/** Usage with final numbers. */
export const someUsage: Usage = {
  input: { uncachedTokens: 10, cacheReadTokens: 5 },
  output: { totalTokens: 7 },
  certainty: 'final',
};

export const start: StreamEvent = { type: 'stream-start', id: 'chatcmpl-1', model: 'gpt' };

export const finish = (
  reason: Finish['reason'] = 'stop',
  usage: Usage = someUsage,
): StreamEvent => ({ type: 'finish', finishes: [{ reason }], usage });

export const noUsage: Usage = unknownUsage;

export const open = (index: number, part: Part): StreamEvent => ({
  type: 'part-start',
  index,
  part,
});

export const grow = (index: number, delta: PartDelta): StreamEvent => ({
  type: 'part-delta',
  index,
  delta,
});

export const close = (index: number, part?: Part): StreamEvent => ({
  type: 'part-end',
  index,
  ...(part && { part }),
});

export const textPart: Part = { type: 'text', text: '' };

export const reasoningPart: Part = { type: 'reasoning', text: '', seals: [], visibility: 'full' };

export const callPart = (toolCallId: string, toolName: string, input = ''): Part => ({
  type: 'tool-call',
  toolCallId,
  toolName,
  inputFormat: 'json',
  input: { text: input },
});

/** Names events and shows what matters of each, one per line. */
export function summarise(events: readonly WireEvent[]): string[] {
  return events.map(({ event, data }) => {
    const { type: _type, ...members } = JSON.parse(data) as JsonObject;
    return `${event} ${JSON.stringify(members)}`;
  });
}

/** A Messages event as the upstream sends it. */
export const wire = (type: string, members: Readonly<Record<string, Json>> = {}): WireEvent => ({
  event: type,
  data: JSON.stringify({ type, ...members }),
});

export const wireStart = (usage: JsonObject = { input_tokens: 3, output_tokens: 1 }): WireEvent =>
  wire('message_start', {
    message: {
      id: 'msg_1',
      type: 'message',
      role: 'assistant',
      model: 'claude',
      content: [],
      stop_reason: null,
      stop_sequence: null,
      usage,
    },
  });

export const wireEnd = (
  stopReason: string,
  usage: JsonObject = { output_tokens: 4 },
): readonly WireEvent[] => [
  wire('message_delta', { delta: { stop_reason: stopReason, stop_sequence: null }, usage }),
  wire('message_stop'),
];

export const wireBlock = (
  index: number,
  block: JsonObject,
  deltas: readonly JsonObject[] = [],
): readonly WireEvent[] => [
  wire('content_block_start', { index, content_block: block }),
  ...deltas.map((delta) => wire('content_block_delta', { index, delta })),
  wire('content_block_stop', { index }),
];
