import { isJsonObject, type Json, type JsonObject } from '@gateway/spec';
import type { PartWriter } from './part-writer.ts';
import {
  type CallList,
  type CallState,
  createCallList,
  holdsObject,
  isReal,
  isWhole,
} from './tool-call-list.ts';

/** Reads the tool calls of one choice's deltas. */
export interface ToolCallReader {
  /** Takes an entry of `tool_calls`. */
  push(entry: Json): void;
  /** Takes a `function_call` of the older form. */
  pushLegacy(call: JsonObject): void;
  /** Closes the calls whose arguments are whole, because something else is going to be written. */
  settle(): void;
  /**
   * Closes all calls. Names that never came are made up, ids stay empty for whoever knows the
   * client's look of ids; calls of which nothing came at all are dropped.
   *
   * @returns whether every call's arguments are whole
   */
  flush(): boolean;
  /** Whether a call was begun, or will be when it is closed. */
  readonly called: boolean;
}

interface ReaderState {
  readonly writer: PartWriter;
  readonly calls: CallList;
  /** Calls that have begun and not ended. */
  readonly open: Set<CallState>;
  flushed: boolean;
}

/**
 * Makes the reader of one choice. A call begins only when both its id and its name are known;
 * arguments that come earlier wait.
 *
 * @throws never
 */
export function createToolCallReader(writer: PartWriter): ToolCallReader {
  const calls = createCallList();
  const state: ReaderState = { writer, calls, open: new Set(), flushed: false };
  return {
    settle: () => settle(state),
    push(entry) {
      if (state.flushed || !isJsonObject(entry)) return;
      const call = calls.find(entry) ?? calls.add(entry);
      calls.grow(call, entry);
      send(state, call);
    },
    pushLegacy(body) {
      if (state.flushed || body['name'] === '') return;
      const call = calls.all[0] ?? calls.add({});
      calls.grow(call, { function: body });
      call.id = call.name === '' ? '' : `call_${call.name}_0`;
      send(state, call);
    },
    flush: () => flush(state),
    get called() {
      return calls.all.some(isReal);
    },
  };
}

// Clients that take one block at a time would wait for the end of the answer otherwise.
function settle(state: ReaderState): void {
  for (const call of state.open) if (holdsObject(call)) end(state, call);
}

function end({ open, writer }: ReaderState, call: CallState): void {
  open.delete(call);
  call.ended = true;
  if (call.partIndex !== undefined) writer.end(call.partIndex);
}

function begin(state: ReaderState, call: CallState): void {
  const { writer, open } = state;
  if (writer.current !== undefined) writer.close();
  settle(state);
  open.add(call);
  call.partIndex = writer.start({
    type: 'tool-call',
    toolCallId: call.id,
    toolName: call.name,
    inputFormat: call.isFreeform ? 'text' : 'json',
    input: { text: '' },
    ...(call.seal && { seal: call.seal }),
  });
}

function send(state: ReaderState, call: CallState): void {
  const isReady = call.name !== '' && (call.id !== '' || state.flushed);
  if (call.partIndex === undefined && isReady) begin(state, call);
  if (call.partIndex === undefined || call.ended || call.waiting === '') return;
  const text = call.waiting;
  call.waiting = '';
  state.writer.delta(call.partIndex, { type: 'tool-input', text });
}

function flush(state: ReaderState): boolean {
  const { all } = state.calls;
  state.flushed = true;
  for (const call of all.filter(isReal).toSorted((a, b) => a.order - b.order)) {
    if (call.name === '') call.name = `tool_${call.number}`;
    send(state, call);
  }
  for (const call of state.open) end(state, call);
  return all.every((call) => call.partIndex === undefined || isWhole(call));
}
