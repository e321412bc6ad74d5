import { stringifyJson } from '@gateway/protocols';
import { isJsonObject, type JsonObject, type Seal } from '@gateway/spec';

/** What is known of one call. */
export interface CallState {
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
 * Tells whether there is anything at all of a call.
 *
 * @throws never
 */
export function isReal(call: CallState): boolean {
  return call.id !== '' || call.name !== '' || call.pieces.length > 0;
}

/**
 * Tells whether the arguments are a whole object, behind which nothing but white space can come.
 *
 * @throws never
 */
export function holdsObject(call: CallState): boolean {
  return !call.isFreeform && /\}\s*$/.test(call.pieces.at(-1) ?? '') && isWhole(call);
}

/**
 * Tells whether the arguments are whole; none at all are.
 *
 * @throws never
 */
export function isWhole({ isFreeform, pieces }: CallState): boolean {
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

/** The calls of one choice, found again in constant time. */
export interface CallList {
  readonly all: readonly CallState[];
  /** By position; without one by id; without either it is the call that came last. */
  find(entry: JsonObject): CallState | undefined;
  add(entry: JsonObject): CallState;
  /** Adds what an entry says to a call. */
  grow(call: CallState, entry: JsonObject): void;
}

/**
 * Makes an empty list.
 *
 * @throws never
 */
export function createCallList(): CallList {
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
    grow(call, entry) {
      update(call, entry);
      // The first call of an id keeps it.
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
