import type { StreamEvent } from '@gateway/spec';
import type { StreamStage } from './stage.ts';

/**
 * Makes the step that refuses tool calls whose arguments are not valid JSON: a client that ran such
 * a call would run half of it. No arguments at all are valid and mean an empty object; freeform
 * calls are text and always valid.
 *
 * @throws never; gives an `error` event `upstream_invalid_response` instead of the part's end
 */
export function createToolInputValidator(): StreamStage {
  const inputs = new Map<number, string>();
  return {
    push(event) {
      if (event.type === 'part-start') {
        const { part } = event;
        if (part.type === 'tool-call' && part.inputFormat === 'json') {
          inputs.set(event.index, part.input.text);
        }
      }
      if (event.type === 'part-delta' && event.delta.type === 'tool-input') {
        const before = inputs.get(event.index);
        if (before !== undefined) inputs.set(event.index, before + event.delta.text);
      }
      if (event.type !== 'part-end') return [event];
      const input = inputs.get(event.index);
      inputs.delete(event.index);
      return [input === undefined || isValidInput(input) ? event : invalidInput];
    },
  };
}

const invalidInput: StreamEvent = {
  type: 'error',
  error: {
    code: 'upstream_invalid_response',
    message: 'The upstream ended a tool call whose arguments are not valid JSON.',
  },
};

function isValidInput(text: string): boolean {
  if (text.trim() === '') return true;
  try {
    JSON.parse(text);
    return true;
  } catch {
    // The answer to the question, not a fault.
    return false;
  }
}
