/** How large an input was and how large it may be, in tokens, as far as an error message says. */
export interface ContextNumbers {
  /** Tokens the request needs. */
  readonly usedTokens?: number;
  /** Tokens the model takes. */
  readonly maxTokens?: number;
}

// Ceilings on the output are the caller's mistake, not an overflow: compacting would not help.
const outputCap = new RegExp(
  [
    'maximum allowed number of output tokens',
    'max_?(?:completion_|output_)?tokens`?\'?"? is too large',
    'at most \\d+ (?:completion|output) tokens',
    'max_(?:completion_|output_)?tokens[^.]{0,40}(?:must be|should be|cannot be|exceeds the model)',
  ].join('|'),
);

const overflow = new RegExp(
  [
    'context_length_exceeded',
    'context_too_large',
    'model_max_prompt_tokens_exceeded',
    'exceed_context_size_error',
    'max(?:imum)? context length',
    'context window',
    'context size',
    'context limit',
    'prompt is too long',
    'input is too long',
    'prompt too long',
    'input token count[^.]{0,60}exceeds',
    'too many tokens',
    "longer than the model'?s context",
    'maximum prompt length',
    'reduce the length of the (?:messages|input|prompt)',
  ].join('|'),
);

/**
 * Tells whether the words of an error say that the input does not fit the context window.
 *
 * @param text - message, code or both, in any case
 * @returns false for errors about the ceiling of the output
 * @throws never
 * @source wordings of OpenAI, Anthropic, Gemini, Bedrock, Ollama, llama.cpp, vLLM and xAI errors
 */
export function isContextLengthText(text: string): boolean {
  const lower = text.toLowerCase();
  return overflow.test(lower) && !outputCap.test(lower);
}

const toNumber = (digits: string | undefined): number => Number((digits ?? '').replaceAll(',', ''));

/**
 * Reads the two numbers out of a message about the context window.
 *
 * @returns the numbers found; nothing is guessed where the message names neither
 * @throws never
 * @example readContextNumbers('prompt is too long: 210000 tokens > 200000 maximum')
 * // { usedTokens: 210000, maxTokens: 200000 }
 */
export function readContextNumbers(message: string): ContextNumbers {
  const sum = /(\d[\d,]*)\s*\+\s*(\d[\d,]*)\s*>\s*(\d[\d,]*)/.exec(message);
  if (sum) return { usedTokens: toNumber(sum[1]) + toNumber(sum[2]), maxTokens: toNumber(sum[3]) };
  const stated = /max(?:imum)?[^.\d]{0,60}?(?:is|of|allowed|:)?\s*\(?(\d[\d,]{2,})/i.exec(message);
  return fromNumbers(numbersIn(message), stated ? toNumber(stated[1]) : undefined);
}

// Digits inside names of models and versions (`gpt-4-0613`) are no counts.
function numbersIn(message: string): number[] {
  const found = message.matchAll(/(?<![\w.-])(\d[\d,]{2,})(?![\w-]|\.\d)/g);
  return [...new Set([...found].map((match) => toNumber(match[1])))];
}

// An overflow means more was used than fits, so the larger number is what was used.
function fromNumbers(numbers: readonly number[], stated: number | undefined): ContextNumbers {
  const [least, most] = [Math.min(...numbers), Math.max(...numbers)];
  const maxTokens = stated !== undefined && stated < most ? stated : least;
  if (numbers.length === 0) return {};
  if (numbers.length === 1) return { maxTokens: least };
  return { usedTokens: most, maxTokens };
}
