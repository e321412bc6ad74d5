import type { WireNode } from '@gateway/spec';

/**
 * Keeps of a node's wire notes only where it sat, for nodes that stand in for it: hints of form
 * and unknown keys belong to the original.
 *
 * @throws never
 */
export function placeNotes({ wire }: WireNode): WireNode {
  if (!wire) return {};
  return {
    wire: { dialect: wire.dialect, ...(wire.path !== undefined && { path: wire.path }) },
  };
}
