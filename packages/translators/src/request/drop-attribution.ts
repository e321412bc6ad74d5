import type { AdaptStep } from './adapt-context.ts';
import { mapParts } from './map-parts.ts';
import { replaceTurns } from './replace-turns.ts';

const attributionPrefix = 'x-anthropic-billing-header:';

/**
 * Removes the attribution line that Claude Code puts into its system text. It changes with every
 * request, says nothing to other models and spoils their prompt caches.
 */
export const dropAttribution: AdaptStep = (request, context) => {
  if (context.sameDialect || context.from !== 'anthropic-messages') return request;
  const turns = mapParts(request.turns, (part, { turn, path }) => {
    if (turn.role !== 'system' || part.type !== 'text') return part;
    if (!part.text.startsWith(attributionPrefix)) return part;
    const detail = 'a line that addresses the provider, not the model';
    context.loss.add({ severity: 'approximated', code: 'part_dropped', path, detail });
    return [];
  });
  return replaceTurns(request, turns);
};
