import { stringifyJson } from '@gateway/protocols';
import { isJsonObject, type Json, type JsonObject, type Seal } from '@gateway/spec';
import type { PartWriter } from './part-writer.ts';

/** Reads the tool calls of one choice's deltas. */
export interface ToolCallReader {
  /** Takes an entry of `tool_calls`. */
  push(entry: Json): void;
  /** Takes a `function_call` of the older form. */
  pushLegacy(call: JsonObject): void;
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

interface CallState {
  /** Position the upstream gave the call, or the order in which it appeared. */
  readonly order: number;
  id: string;
  name: string;
  isFreeform: boolean;
  /** Everything of the arguments so far. */
  input: string;
  /** How much of `input` has gone out. */
  sent: number;
  seal: Seal | undefined;
  partIndex: number | undefined;
}

/**
 * Makes the reader of one choice. A call begins only when both its id and its name are known;
 * arguments that come earlier wait.
 *
 * @throws never
 */
export function createToolCallReader(writer: PartWriter): ToolCallReader {
  const calls: CallState[] = [];
  let flushed = false;

  const begin = (call: CallState): void => {
    if (writer.current !== undefined) writer.close();
    call.partIndex = writer.start({
      type: 'tool-call',
      toolCallId: call.id,
      toolName: call.name,
      inputFormat: call.isFreeform ? 'text' : 'json',
      input: { text: '' },
      ...(call.seal && { seal: call.seal }),
    });
  };
  const send = (call: CallState): void => {
    const isReady = call.name !== '' && (call.id !== '' || flushed);
    if (call.partIndex === undefined && isReady) begin(call);
    if (call.partIndex === undefined || call.sent === call.input.length) return;
    const text = call.input.slice(call.sent);
    call.sent = call.input.length;
    writer.delta(call.partIndex, { type: 'tool-input', text });
  };

  return {
    push(entry) {
      if (flushed || !isJsonObject(entry)) return;
      const call = findCall(calls, entry) ?? addCall(calls, entry);
      update(call, entry);
      send(call);
    },
    pushLegacy(body) {
      if (flushed || body['name'] === '') return;
      const call = calls[0] ?? addCall(calls, {});
      update(call, { function: body });
      call.id = call.name === '' ? '' : `call_${call.name}_0`;
      send(call);
    },
    flush() {
      flushed = true;
      for (const call of calls.filter(isReal).toSorted((a, b) => a.order - b.order)) {
        if (call.name === '') call.name = `tool_${calls.indexOf(call)}`;
        send(call);
      }
      for (const call of calls) if (call.partIndex !== undefined) writer.end(call.partIndex);
      return calls.every((call) => call.partIndex === undefined || isWhole(call));
    },
    get called() {
      return calls.some(isReal);
    },
  };
}

/** A call of which there is anything at all. */
function isReal(call: CallState): boolean {
  return call.id !== '' || call.name !== '' || call.input !== '';
}

function isWhole({ isFreeform, input }: CallState): boolean {
  if (isFreeform || input.trim() === '') return true;
  try {
    JSON.parse(input);
    return true;
  } catch {
    // The answer to the question, not a fault.
    return false;
  }
}

function positionOf({ index }: JsonObject): number | undefined {
  const position = typeof index === 'string' ? Number(index) : index;
  return typeof position === 'number' && position >= 0 ? position : undefined;
}

function idOf({ id }: JsonObject): string {
  return typeof id === 'string' ? id : typeof id === 'number' ? String(id) : '';
}

function bodyOf(entry: JsonObject): JsonObject {
  const body =
    entry['type'] === 'custom' ? entry['custom'] : (entry['function'] ?? entry['custom']);
  return isJsonObject(body) ? body : {};
}

/** By position; without one by id; without either it is the call that came last. */
function findCall(calls: readonly CallState[], entry: JsonObject): CallState | undefined {
  const position = positionOf(entry);
  const id = idOf(entry);
  if (position === undefined)
    return id === '' ? calls.at(-1) : calls.find((call) => call.id === id);
  const found = calls.findLast((call) => call.order === position);
  return found && isAnotherCall(found, entry) ? calls.find((call) => call.id === id) : found;
}

/** Some servers number every call 0, but then each comes whole and with an id of its own. */
function isAnotherCall(call: CallState, entry: JsonObject): boolean {
  const id = idOf(entry);
  const { name } = bodyOf(entry);
  if (id === '' || call.id === '' || id === call.id) return false;
  return typeof name === 'string' && name !== '' && call.input !== '' && isWhole(call);
}

function addCall(calls: CallState[], entry: JsonObject): CallState {
  const call: CallState = {
    order: positionOf(entry) ?? calls.length,
    id: '',
    name: '',
    isFreeform: false,
    input: '',
    sent: 0,
    seal: undefined,
    partIndex: undefined,
  };
  calls.push(call);
  return call;
}

function update(call: CallState, entry: JsonObject): void {
  const body = bodyOf(entry);
  const { name, arguments: args, input } = body;
  if (call.id === '') call.id = idOf(entry);
  if (call.name === '' && typeof name === 'string') call.name = name;
  if (
    entry['type'] === 'custom' ||
    (!isJsonObject(entry['function']) && isJsonObject(entry['custom']))
  ) {
    call.isFreeform = true;
  }
  call.seal ??= sealOf(entry);
  const piece = call.isFreeform ? input : args;
  if (typeof piece === 'string') call.input += piece;
  else if (isJsonObject(piece) && call.input === '') call.input = stringifyJson(piece);
}

/** Google's chat endpoint keeps thought signatures here. */
function sealOf({ extra_content: extra }: JsonObject): Seal | undefined {
  const google = isJsonObject(extra) ? extra['google'] : undefined;
  const value = isJsonObject(google) ? google['thought_signature'] : undefined;
  if (typeof value !== 'string' || value === '') return undefined;
  return { family: 'google', form: 'thought-signature', value };
}
