import type { ReasoningFamily } from '../dialect.ts';

/**
 * Opaque reasoning state minted by a model: a signature, redacted or encrypted reasoning. It is
 * carried byte for byte and only ever returned to the family that minted it.
 */
export interface Seal {
  readonly family: ReasoningFamily;
  readonly form:
    | 'signature'
    | 'redacted'
    | 'encrypted'
    | 'thought-signature'
    | 'compaction'
    | 'audio-reference';
  /** Exactly as minted: never trimmed, re-encoded or normalised. */
  readonly value: string;
  /** The model that minted it, where known. */
  readonly model?: string;
  /**
   * The readable reasoning the state belongs to. Only set on seals kept apart from their part (the
   * side table by tool-call id), because a signature is worth nothing without its text.
   */
  readonly reasoningText?: string;
}
