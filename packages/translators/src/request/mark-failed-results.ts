import type { Part, ToolResultPart } from '@gateway/spec';
import type { AdaptStep } from './adapt-context.ts';
import { traitsOf } from './dialect-traits.ts';
import { mapParts } from './map-parts.ts';
import { replaceTurns } from './replace-turns.ts';

const failure = 'Error:';

/** Says in words that a tool failed, for dialects that have no mark for it. */
export const markFailedResults: AdaptStep = (request, context) => {
  if (context.sameDialect || traitsOf(context.to).resultErrorFlag) return request;
  const turns = mapParts(request.turns, (part, { path }) => {
    if (part.type !== 'tool-result' || !part.isError) return part;
    const detail = 'the failure of a tool is said in its text';
    context.loss.add({ severity: 'approximated', code: 'tool_result_approximated', path, detail });
    return { ...part, isError: false, content: withFailure(part) };
  });
  return replaceTurns(request, turns);
};

function withFailure({ content }: ToolResultPart): readonly Part[] {
  const [first, ...rest] = content;
  if (first?.type !== 'text') return [{ type: 'text', text: failure }, ...content];
  if (/^\W*error/i.test(first.text)) return content;
  return [{ ...first, text: `${failure} ${first.text}` }, ...rest];
}
