import { stringifyJson } from '@gateway/protocols';
import { isJsonObject, type Json, type JsonObject, type Seal } from '@gateway/spec';
import type { PartWriter } from './part-writer.ts';

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

interface CallState {
  /** Position the upstream gave the call, or the order in which it appeared. */
  readonly order: number;
  id: string;
  name: string;
  /** Number among the calls of this choice. */
  readonly number: number;
  isFreeform: boolean;
  /** Everything of the arguments so far, in the pieces it came in. */
  readonly pieces: string[];
  /** What of the arguments waits for the call to begin. */
  waiting: string;
  seal: Seal | undefined;
  partIndex: number | undefined;
  /** Whether its part is closed. */
  ended: boolean;
}

/**
 * Makes the reader of one choice. A call begins only when both its id and its name are known;
 * arguments that come earlier wait.
 *
 * @throws never
 */
export function createToolCallReader(writer: PartWriter): ToolCallReader {
  const calls = createCallList();
  /** Calls that have begun and not ended. */
  const open = new Set<CallState>();
  let flushed = false;

  const end = (call: CallState): void => {
    open.delete(call);
    call.ended = true;
    if (call.partIndex !== undefined) writer.end(call.partIndex);
  };
  // Clients that take one block at a time would wait for the end of the answer otherwise.
  const settle = (): void => {
    for (const call of open) if (holdsObject(call)) end(call);
  };
  const begin = (call: CallState): void => {
    if (writer.current !== undefined) writer.close();
    settle();
    open.add(call);
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
    if (call.partIndex === undefined || call.ended || call.waiting === '') return;
    const text = call.waiting;
    call.waiting = '';
    writer.delta(call.partIndex, { type: 'tool-input', text });
  };

  return {
    settle,
    push(entry) {
      if (flushed || !isJsonObject(entry)) return;
      const call = calls.find(entry) ?? calls.add(entry);
      update(call, entry);
      calls.note(call);
      send(call);
    },
    pushLegacy(body) {
      if (flushed || body['name'] === '') return;
      const call = calls.all[0] ?? calls.add({});
      update(call, { function: body });
      call.id = call.name === '' ? '' : `call_${call.name}_0`;
      send(call);
    },
    flush() {
      flushed = true;
      for (const call of calls.all.filter(isReal).toSorted((a, b) => a.order - b.order)) {
        if (call.name === '') call.name = `tool_${call.number}`;
        send(call);
      }
      for (const call of open) end(call);
      return calls.all.every((call) => call.partIndex === undefined || isWhole(call));
    },
    get called() {
      return calls.all.some(isReal);
    },
  };
}

/** A call of which there is anything at all. */
function isReal(call: CallState): boolean {
  return call.id !== '' || call.name !== '' || call.pieces.length > 0;
}

/** Nothing but white space can follow such arguments. */
function holdsObject(call: CallState): boolean {
  return !call.isFreeform && /\}\s*$/.test(call.pieces.at(-1) ?? '') && isWhole(call);
}

function isWhole({ isFreeform, pieces }: CallState): boolean {
  const input = pieces.join('');
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

/** The calls of a choice, found again in constant time. */
interface CallList {
  readonly all: readonly CallState[];
  /** By position; without one by id; without either it is the call that came last. */
  find(entry: JsonObject): CallState | undefined;
  add(entry: JsonObject): CallState;
  /** Remembers the id of a call once it is known; the first call of an id keeps it. */
  note(call: CallState): void;
}

function createCallList(): CallList {
  const all: CallState[] = [];
  const byOrder = new Map<number, CallState>();
  const byId = new Map<string, CallState>();
  return {
    all,
    find(entry) {
      const position = positionOf(entry);
      const id = idOf(entry);
      if (position === undefined) return id === '' ? all.at(-1) : byId.get(id);
      const found = byOrder.get(position);
      return found && isAnotherCall(found, entry) ? byId.get(id) : found;
    },
    add(entry) {
      const call = newCall(positionOf(entry) ?? all.length, all.length);
      all.push(call);
      byOrder.set(call.order, call);
      return call;
    },
    note(call) {
      if (call.id !== '' && !byId.has(call.id)) byId.set(call.id, call);
    },
  };
}

/** Some servers number every call 0, but then each comes whole and with an id of its own. */
function isAnotherCall(call: CallState, entry: JsonObject): boolean {
  const id = idOf(entry);
  const { name } = bodyOf(entry);
  if (id === '' || call.id === '' || id === call.id) return false;
  return typeof name === 'string' && name !== '' && call.pieces.length > 0 && isWhole(call);
}

function newCall(order: number, number: number): CallState {
  return {
    order,
    number,
    id: '',
    name: '',
    isFreeform: false,
    pieces: [],
    waiting: '',
    seal: undefined,
    partIndex: undefined,
    ended: false,
  };
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
  if (typeof piece === 'string' && piece !== '') addInput(call, piece);
  else if (isJsonObject(piece) && call.pieces.length === 0) addInput(call, stringifyJson(piece));
}

function addInput(call: CallState, piece: string): void {
  call.pieces.push(piece);
  call.waiting += piece;
}

/** Google's chat endpoint keeps thought signatures here. */
function sealOf({ extra_content: extra }: JsonObject): Seal | undefined {
  const google = isJsonObject(extra) ? extra['google'] : undefined;
  const value = isJsonObject(google) ? google['thought_signature'] : undefined;
  if (typeof value !== 'string' || value === '') return undefined;
  return { family: 'google', form: 'thought-signature', value };
}
