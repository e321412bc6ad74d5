import type { Json, Part, ReasoningFamily } from '@gateway/spec';
import type { ReadScope, Taker } from './taker.ts';

/** How blocks are read. */
export interface BlockScope extends ReadScope {
  /** Whose opaque state `signature` and `data` are. */
  readonly family: ReasoningFamily;
}

/** Reads the blocks inside a block. */
export type NestedDecoder = (values: readonly Json[], scope: BlockScope) => Part[];

/** Reads one kind of block; `undefined` = not a form it knows, so the block stays unknown. */
export type BlockDecoder = (
  take: Taker,
  scope: BlockScope,
  decodeNested: NestedDecoder,
) => Part | undefined;
