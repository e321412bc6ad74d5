import type { GenerateRequest, Part, ToolCallPart, ToolResultPart, Turn } from '@gateway/spec';
import type { AdaptContext, AdaptStep } from './adapt-context.ts';
import { traitsOf } from './dialect-traits.ts';
import { refuse } from './refuse.ts';
import { replaceTurns } from './replace-turns.ts';

const missingResultText = 'No result: the call was interrupted before it finished.';
const minimalUserText = 'Continue.';

/**
 * Makes the conversation one the target accepts: every call has one result right behind it,
 * results without a call go, messages without content go, and there is a user turn to answer.
 * Where the client speaks the upstream's dialect, only what the target is known to refuse changes.
 */
export const repairHistory: AdaptStep = (request, context) => {
  // Part of the conversation is kept elsewhere, so gaps in this part prove nothing.
  if (context.sameDialect && isContinuation(request)) return request;
  const strict = context.target.tools.requiresResults;
  if (context.sameDialect && !strict) return request;
  refuseOpenEnd(request, context);
  const turns = pairResults(request.turns, context);
  return context.sameDialect
    ? replaceTurns(request, turns)
    : replaceTurns(request, ensureUserTurn(dropEmptyTurns(turns, context), context));
};

function isContinuation({ continuity }: GenerateRequest): boolean {
  const { previousResponseId, conversation, thread } = continuity ?? {};
  return previousResponseId !== undefined || conversation != null || thread != null;
}

/** A conversation that ends with calls waits for the client's tools, not for the model. */
function refuseOpenEnd(request: GenerateRequest, context: AdaptContext): void {
  const last = request.turns.findLast((turn) => turn.parts.length > 0 && !isSystem(turn));
  const call = last?.role === 'assistant' ? last.parts.find(isCall) : undefined;
  if (!call) return;
  refuse(
    {
      code: 'invalid_request',
      path: call.wire?.path ?? last?.wire?.path ?? context.pathOf('turns'),
      message: 'The conversation ends with a tool call; send its result.',
      loss: 'history_repaired',
    },
    context,
  );
}

function isSystem(turn: Turn): boolean {
  return turn.role === 'system' || turn.role === 'developer';
}

function isCall(part: Part): part is ToolCallPart {
  return part.type === 'tool-call';
}

function isResult(part: Part): part is ToolResultPart {
  return part.type === 'tool-result';
}

/** Which results answer the calls of each assistant turn. */
type Pairing = ReadonlyMap<Turn, ReadonlySet<ToolResultPart>>;

function pairResults(turns: readonly Turn[], context: AdaptContext): readonly Turn[] {
  const pairing = findPairs(turns);
  const claimed = new Set([...pairing.values()].flatMap((results) => [...results]));
  if (claimed.size === 0) refuseOrphans(turns, context);
  const repaired: Turn[] = [];
  for (const [index, turn] of turns.entries()) {
    if (turn.role === 'tool') {
      repaired.push(...leftOver(turn, claimed, context));
      continue;
    }
    repaired.push(turn);
    const results = pairing.get(turn);
    if (results) repaired.push(...resultTurns(turns, index, { ...context, results }));
  }
  return repaired.length === turns.length && repaired.every((turn, at) => turn === turns[at])
    ? turns
    : repaired;
}

/** Without its results such a conversation would hold nothing that the user said. */
function refuseOrphans(turns: readonly Turn[], context: AdaptContext): void {
  const speaks = ({ role, parts }: Turn) =>
    role === 'user' || (role === 'tool' && !parts.every(isResult));
  const orphan = turns.find(({ role, parts }) => role === 'tool' && parts.some(isResult));
  if (!orphan || turns.some((turn) => turn.parts.length > 0 && speaks(turn))) return;
  refuse(
    {
      code: 'invalid_request',
      path: orphan.parts.find(isResult)?.wire?.path ?? orphan.wire?.path ?? '',
      message: 'The tool result answers no tool call of this conversation.',
      loss: 'history_repaired',
    },
    context,
  );
}

/** A result answers the last call of its id before it that has no result yet. */
function findPairs(turns: readonly Turn[]): Pairing {
  const pairing = new Map<Turn, Set<ToolResultPart>>();
  const open = new Map<string, Turn[]>();
  for (const turn of turns) {
    const calls = turn.role === 'assistant' ? turn.parts.filter(isCall) : [];
    if (calls.length > 0) pairing.set(turn, new Set());
    // A new round that uses an id again leaves calls of older rounds unanswered.
    for (const { toolCallId } of calls) open.set(toolCallId, []);
    for (const { toolCallId } of calls) open.get(toolCallId)?.push(turn);
    if (turn.role !== 'tool') continue;
    for (const result of turn.parts.filter(isResult)) {
      const caller = open.get(result.toolCallId)?.shift();
      if (caller) pairing.get(caller)?.add(result);
    }
  }
  return pairing;
}

/** Turns with the results of the assistant turn at `index`, in their own order. */
function resultTurns(
  turns: readonly Turn[],
  index: number,
  context: AdaptContext & { readonly results: ReadonlySet<ToolResultPart> },
): readonly Turn[] {
  const { results, loss } = context;
  const found: Turn[] = [];
  let adjacent = true;
  let missing = results.size;
  for (let at = index + 1; missing > 0; at += 1) {
    const turn = turns[at];
    if (!turn) break;
    const own = turn.role === 'tool' ? turn.parts.filter((p) => isResult(p) && results.has(p)) : [];
    if (own.length > 0) {
      found.push(own.length === turn.parts.length ? turn : { ...turn, parts: own });
      if (!adjacent) note('a tool result is moved behind its call', own[0], loss);
    }
    adjacent &&= own.length > 0;
    missing -= own.length;
  }
  return [...found, ...missingResults(turns[index], context)];
}

function missingResults(
  turn: Turn | undefined,
  context: AdaptContext & { readonly results: ReadonlySet<ToolResultPart> },
): readonly Turn[] {
  if (!context.target.tools.requiresResults) return [];
  const answered = [...context.results].map(({ toolCallId }) => toolCallId);
  const parts: Part[] = [];
  for (const call of turn?.parts.filter(isCall) ?? []) {
    const at = answered.indexOf(call.toolCallId);
    if (at >= 0) answered.splice(at, 1);
    else parts.push(missingResult(call, context));
  }
  return parts.length > 0 ? [{ role: 'tool', parts }] : [];
}

function missingResult(call: ToolCallPart, { loss }: AdaptContext): ToolResultPart {
  note('a tool call without a result is given a failed one', call, loss);
  const { toolCallId, toolName } = call;
  const content: readonly Part[] = [{ type: 'text', text: missingResultText }];
  return { type: 'tool-result', toolCallId, toolName, isError: true, content };
}

/** What of a tool turn does not move: nothing, but for parts that are no results. */
function leftOver(
  turn: Turn,
  claimed: ReadonlySet<ToolResultPart>,
  { loss }: AdaptContext,
): readonly Turn[] {
  const lost = turn.parts.find((part) => isResult(part) && !claimed.has(part));
  if (lost) {
    const detail = 'a tool result without a call, or a second one for its call, is dropped';
    loss.add({
      severity: 'dropped',
      code: 'history_repaired',
      path: lost.wire?.path ?? turn.wire?.path ?? '',
      detail,
    });
  }
  const rest = turn.parts.filter((part) => !isResult(part));
  return rest.length > 0 ? [{ ...turn, role: 'user', parts: rest }] : [];
}

function dropEmptyTurns(turns: readonly Turn[], { loss }: AdaptContext): readonly Turn[] {
  return turns.filter((turn) => {
    if (turn.parts.length > 0) return true;
    note('a message without content is left out', turn, loss);
    return false;
  });
}

/** Every target wants something to answer, and some want the user to speak first. */
function ensureUserTurn(turns: readonly Turn[], context: AdaptContext): readonly Turn[] {
  const { to, loss, pathOf } = context;
  const start = turns.findIndex((turn) => !isSystem(turn));
  const first = turns[start];
  if (first && (first.role === 'user' || !traitsOf(to).userFirst)) return turns;
  loss.add({
    severity: 'approximated',
    code: 'history_repaired',
    path: pathOf('turns'),
    detail: 'a user message is put before the first one',
  });
  const user: Turn = { role: 'user', parts: [{ type: 'text', text: minimalUserText }] };
  const at = start < 0 ? turns.length : start;
  return [...turns.slice(0, at), user, ...turns.slice(at)];
}

function note(
  detail: string,
  node: Pick<Turn, 'wire'> | undefined,
  loss: AdaptContext['loss'],
): void {
  const path = node?.wire?.path ?? '';
  loss.add({ severity: 'approximated', code: 'history_repaired', path, detail });
}
