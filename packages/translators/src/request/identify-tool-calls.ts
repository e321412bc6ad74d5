import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import type { Part, Turn } from '@gateway/spec';
import type { AdaptContext, AdaptStep } from './adapt-context.ts';
import { replaceTurns } from './replace-turns.ts';

/**
 * Gives every earlier tool call an id the target takes, the same on the call and on its result.
 * Legal ids stay; others become a hash, so that the same conversation gives the same ids. Between
 * dialects an id that a later round uses again is told apart.
 */
export const identifyToolCalls: AdaptStep = (request, context) => {
  const identify = createIdentifier(context);
  const turns = request.turns.map((turn) => identifyTurn(turn, identify));
  const same = turns.every((turn, at) => turn === request.turns[at]);
  return same ? request : replaceTurns(request, turns);
};

interface Identifier {
  /** Forgets calls of earlier rounds: results stand right behind their calls. */
  readonly startRound: () => void;
  /** @returns the id of a call, new where the old one is illegal or taken */
  readonly ofCall: (part: Part & { type: 'tool-call' }) => string;
  /** @returns the id of the call that this result answers */
  readonly ofResult: (toolCallId: string) => string;
}

function createIdentifier({ target, loss, sameDialect }: AdaptContext): Identifier {
  const { callIdPattern, maxCallIdLength } = target.tools;
  const legal = new RegExp(`^(?:${callIdPattern})$`, 'u');
  const isLegal = (id: string) => id !== '' && id.length <= maxCallIdLength && legal.test(id);
  const taken = new Set<string>();
  /** Client id → ids of this round's calls not answered yet, and the last one given. */
  const open = new Map<string, string[]>();

  /** Client id → how often a new id was made of it, so that no round is tried twice. */
  const rounds = new Map<string, number>();

  const choose = (id: string): string => {
    if (isLegal(id) && (sameDialect || !taken.has(id))) return id;
    for (let round = sameDialect ? 0 : (rounds.get(id) ?? 0); ; round += 1) {
      const made = makeId(`${id}${round === 0 ? '' : ` ${round}`}`, maxCallIdLength, isLegal);
      rounds.set(id, round + 1);
      if (!taken.has(made) || sameDialect) return made;
    }
  };
  return {
    startRound: () => open.clear(),
    ofCall(part) {
      const id = choose(part.toolCallId);
      taken.add(id);
      const waiting = open.get(part.toolCallId);
      if (waiting) waiting.push(id);
      else open.set(part.toolCallId, [id]);
      if (id !== part.toolCallId) {
        const path = part.wire?.path ?? '';
        const detail = 'call and result get another id';
        loss.add({ severity: 'kept', code: 'tool_call_id_changed', path, detail });
      }
      return id;
    },
    ofResult(toolCallId) {
      const waiting = open.get(toolCallId) ?? [];
      const id = waiting.length > 1 ? waiting.shift() : waiting[0];
      return (
        id ?? (isLegal(toolCallId) ? toolCallId : makeId(toolCallId, maxCallIdLength, isLegal))
      );
    },
  };
}

function makeId(seed: string, maxLength: number, isLegal: (id: string) => boolean): string {
  const hash = bytesToHex(sha256(utf8ToBytes(seed)));
  const candidates = [`call_${hash.slice(0, 24)}`, hash.slice(0, 32), hash].map((candidate) =>
    candidate.slice(0, maxLength),
  );
  // A target whose pattern none of these forms fits says so itself.
  return candidates.find(isLegal) ?? hash.slice(0, maxLength);
}

function identifyTurn(turn: Turn, identify: Identifier): Turn {
  if (turn.role === 'assistant') identify.startRound();
  const parts = turn.parts.map((part) => identifyPart(part, identify));
  return parts.every((part, at) => part === turn.parts[at]) ? turn : { ...turn, parts };
}

function identifyPart(part: Part, identify: Identifier): Part {
  if (part.type !== 'tool-call' && part.type !== 'tool-result') return part;
  const id = part.type === 'tool-call' ? identify.ofCall(part) : identify.ofResult(part.toolCallId);
  return id === part.toolCallId ? part : { ...part, toolCallId: id };
}
