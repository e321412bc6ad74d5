import type { JsonObject } from '@gateway/spec';
import type { SimulatedErrorKind, SimulatedFinish, ScriptedUsage } from './behaviour.ts';

/** A tool the request offers. */
export interface OfferedTool {
  readonly name: string;
  readonly kind: 'function' | 'freeform';
  /** JSON schema of the arguments. */
  readonly schema: JsonObject;
}

/** What a request asks for, freed from its dialect. */
export interface SimulatedPrompt {
  readonly model: string;
  readonly stream: boolean;
  /** Everything that counts as input, as text. */
  readonly inputText: string;
  readonly lastUserText: string;
  /** Set where the conversation ends with a tool result. */
  readonly toolResultText?: string;
  readonly tools: readonly OfferedTool[];
  readonly toolChoice: 'auto' | 'none' | 'any' | { readonly name: string };
  readonly wantsReasoning: boolean;
  /** Set where the answer must be JSON. */
  readonly outputSchema?: JsonObject;
  readonly maxOutputTokens?: number;
  readonly stopStrings: readonly string[];
  readonly choiceCount: number;
  /** Whether a stream reports usage in a chunk of its own. */
  readonly streamUsage: boolean;
}

/** A finished answer, not yet in any dialect. */
export interface SimulatedAnswer {
  /** Grows with every answer of a simulator; ids are made from it. */
  readonly serial: number;
  readonly model: string;
  readonly createdAtMs: number;
  readonly reasoning: string;
  /** The visible text as the pieces a stream sends. */
  readonly pieces: readonly string[];
  readonly toolCalls: readonly SimulatedToolCall[];
  readonly finish: SimulatedFinish;
  readonly stopSequence?: string;
  readonly usage: ScriptedUsage;
}

/** A tool call of an answer. */
export interface SimulatedToolCall {
  readonly id?: string;
  readonly name: string;
  readonly kind: 'function' | 'freeform';
  /** Arguments as text. */
  readonly text: string;
}

/** A refusal, not yet in any dialect. */
export interface SimulatedRefusal {
  readonly kind: SimulatedErrorKind;
  readonly message?: string;
  /** The field at fault. */
  readonly param?: string;
}

/** How the simulator speaks one dialect. */
export interface SimulatedDialect {
  /** Reads a request, or says what is wrong with it. */
  readPrompt(body: JsonObject): { prompt: SimulatedPrompt } | { refusal: SimulatedRefusal };
  /** The whole answer as one body. */
  writeAnswer(answer: SimulatedAnswer, prompt: SimulatedPrompt): JsonObject;
  /** The answer as events, each with its framing. */
  writeStream(answer: SimulatedAnswer, prompt: SimulatedPrompt): string[];
  /** Status and body of a refusal. */
  writeError(refusal: SimulatedRefusal, model: string): { status: number; body: JsonObject };
  /** A refusal in the middle of a stream. */
  writeErrorEvent(refusal: SimulatedRefusal, model: string): string;
  /** Name of the header that carries the request id. */
  readonly requestIdHeader: string;
}
