import type { Part } from './part.ts';
import type { WireNode } from './wire-notes.ts';

/** One message of a conversation. System and developer turns keep their position. */
export interface Turn extends WireNode {
  readonly role: 'system' | 'developer' | 'user' | 'assistant' | 'tool';
  readonly parts: readonly Part[];
  /** Participant name, where the dialect has one. */
  readonly name?: string;
  readonly id?: string;
  readonly phase?: 'commentary' | 'final';
  /**
   * True for turns that come from a dialect's own system field (Anthropic `system`, Responses
   * `instructions`) rather than from the list of messages.
   */
  readonly topLevel?: boolean;
}
