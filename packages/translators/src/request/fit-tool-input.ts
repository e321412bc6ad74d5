import { isJsonObject, type ToolCallPart } from '@gateway/spec';
import type { AdaptStep } from './adapt-context.ts';
import { traitsOf } from './dialect-traits.ts';
import { mapParts } from './map-parts.ts';
import { replaceTurns } from './replace-turns.ts';

/**
 * Wraps arguments of earlier calls that are no JSON object, for dialects in which arguments are an
 * object rather than text. Arguments that are one stay byte for byte.
 */
export const fitToolInput: AdaptStep = (request, context) => {
  if (!traitsOf(context.to).objectToolInput) return request;
  const turns = mapParts(request.turns, (part, { path }) => {
    if (part.type !== 'tool-call' || part.inputFormat !== 'json' || holdsObject(part)) return part;
    const detail = 'arguments of a call that are no JSON object';
    context.loss.add({ severity: 'approximated', code: 'tool_input_wrapped', path, detail });
    return { ...part, input: { text: JSON.stringify({ input: part.input.text }) } };
  });
  return replaceTurns(request, turns);
};

function holdsObject({ input }: ToolCallPart): boolean {
  // No arguments at all are written as an empty object by every encoder.
  if (input.text.trim() === '') return true;
  try {
    const value: unknown = JSON.parse(input.text);
    return isJsonObject(value);
  } catch {
    // Unparsable arguments are an expected case: a model wrote them.
    return false;
  }
}
