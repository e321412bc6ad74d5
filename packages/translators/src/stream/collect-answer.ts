import {
  type Exchange,
  type Finish,
  type Part,
  type PartDelta,
  type PartDeltaEvent,
  type Seal,
  type StreamEvent,
  type Usage,
  unknownUsage,
} from '@gateway/spec';
import type { LossRecorder } from '../loss-recorder.ts';
import { mintedBy } from './envelope-seals.ts';
import { estimateUsage } from './estimate-usage.ts';
import { createGrowingPart, type GrowingPart } from './growing-part.ts';
import type { StreamStage } from './stage.ts';

/** What is known of an answer while it passes by. */
export interface CollectedAnswer {
  readonly usage: Usage;
  /** One entry per choice, once the answer has finished. */
  readonly finishes: readonly Finish[];
  /** Tool-call id → state of the reasoning that led to the call, in the order it was minted. */
  readonly mintedSeals: ReadonlyMap<string, readonly Seal[]>;
  /** UTF-8 bytes of text, reasoning, refusals and tool input so far. */
  readonly contentBytes: number;
}

/** A step that changes nothing and takes notes. */
export interface AnswerCollector extends StreamStage {
  readonly answer: CollectedAnswer;
}

interface CollectorState {
  readonly exchange: Exchange;
  readonly loss: LossRecorder;
  readonly answer: { -readonly [Key in keyof CollectedAnswer]: CollectedAnswer[Key] };
  readonly mintedSeals: Map<string, readonly Seal[]>;
  readonly open: Map<number, { readonly choice: number; readonly part: GrowingPart }>;
  /** Choice → state minted since its last tool call. */
  readonly waitingSeals: Map<number, Seal[]>;
}

/**
 * Makes the step that notes usage, finishes, the size of the content, and which reasoning state led
 * to which tool call: the state minted since the choice's last call belongs to the next one. It
 * sits where tool-call ids are the client's already and state is still bare.
 *
 * @throws never
 */
export function createAnswerCollector({
  exchange,
  loss,
}: {
  readonly exchange: Exchange;
  readonly loss: LossRecorder;
}): AnswerCollector {
  const mintedSeals = new Map<string, readonly Seal[]>();
  const answer = { usage: unknownUsage, finishes: [], mintedSeals, contentBytes: 0 };
  const state: CollectorState = {
    exchange,
    loss,
    answer,
    mintedSeals,
    open: new Map(),
    waitingSeals: new Map(),
  };
  return {
    answer,
    push(event) {
      take(state, event);
      return [event.type === 'finish' ? { ...event, usage: answer.usage } : event];
    },
  };
}

function take(state: CollectorState, event: StreamEvent): void {
  const { answer, open } = state;
  switch (event.type) {
    case 'stream-start':
    case 'usage':
      answer.usage = event.usage ?? answer.usage;
      return;
    case 'part-start':
      if (isWatched(event.part)) {
        open.set(event.index, {
          choice: event.choice ?? 0,
          part: createGrowingPart(event.part),
        });
      }
      return;
    case 'part-delta':
      grow(state, event);
      return;
    case 'part-end': {
      const watched = open.get(event.index);
      open.delete(event.index);
      if (watched) note(state, watched.choice, event.part ?? watched.part.toPart());
      return;
    }
    case 'finish':
      answer.finishes = event.finishes;
      answer.usage = finalUsage(state, event.usage);
      return;
    default:
  }
}

function grow({ answer, open }: CollectorState, event: PartDeltaEvent): void {
  answer.contentBytes += deltaBytes(event.delta);
  // Of tool calls only ids and state are noted.
  if (event.delta.type !== 'tool-input') open.get(event.index)?.part.grow(event.delta);
}

function note(state: CollectorState, choice: number, part: Part): void {
  const { exchange, waitingSeals, mintedSeals } = state;
  const waiting = waitingSeals.get(choice) ?? [];
  waitingSeals.set(choice, waiting);
  if (part.type === 'reasoning') waiting.push(...sealsWithText(part, exchange));
  if (part.type !== 'tool-call') return;
  const seals = [...waiting.splice(0), ...(part.seal ? [mintedBy(part.seal, exchange)] : [])];
  if (seals.length > 0) mintedSeals.set(part.toolCallId, seals);
}

const isWatched = (part: Part): boolean => part.type === 'reasoning' || part.type === 'tool-call';

// A finish that knows nothing does not unsay what the stream said before.
function finalUsage({ answer, exchange, loss }: CollectorState, last: Usage): Usage {
  const known = last.certainty === 'none' ? answer.usage : last;
  if (known.certainty === 'final' && known === last) return last;
  const inputTokens = exchange.echo.estimatedInputTokens;
  loss.add({ severity: 'approximated', code: 'usage_estimated', path: 'usage' });
  return estimateUsage(known, {
    contentBytes: answer.contentBytes,
    ...(inputTokens !== undefined && { inputTokens }),
  });
}

// A signature is worth nothing without its text, so the first state of a part carries it along.
function sealsWithText(part: Extract<Part, { type: 'reasoning' }>, exchange: Exchange): Seal[] {
  return part.seals.map((seal, at) => ({
    ...mintedBy(seal, exchange),
    ...(at === 0 && part.text !== '' && { reasoningText: part.text }),
  }));
}

function deltaBytes(delta: PartDelta): number {
  return 'text' in delta ? utf8Length(delta.text) : 0;
}

function utf8Length(text: string): number {
  let bytes = text.length;
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    if (unit > 0x7f) bytes++;
    // Each half of a surrogate pair counts two: four bytes for the pair.
    if (unit > 0x7ff && (unit < 0xd800 || unit > 0xdfff)) bytes++;
  }
  return bytes;
}
