import type { Json } from '../json.ts';
import type { Finish } from './finish.ts';
import type { Part } from './part.ts';
import type { Usage } from './usage.ts';
import type { WireNode } from './wire-notes.ts';

/** One alternative answer. */
export interface Choice extends WireNode {
  /** Zero-based. */
  readonly index: number;
  readonly parts: readonly Part[];
  readonly finish: Finish;
}

/** A model's answer. */
export interface GenerateResponse extends WireNode {
  /** The provider's id of the answer. */
  readonly id: string;
  /** The model that answered, by the provider's name. */
  readonly model: string;
  /** When the answer was made, epoch seconds; absent where the provider does not say. */
  readonly createdAtSeconds?: number;
  /** At least one; more than one only when the request asked for several. */
  readonly choices: readonly Choice[];
  readonly usage: Usage;
  readonly serviceTier?: string;
  readonly container?: Json;
}
