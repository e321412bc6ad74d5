import { isJsonObject, type Json } from '@gateway/spec';

/** One more than the highest index an answer may use. OpenAI takes an `n` of 128 at most. */
const maxChoices = 128;

/**
 * Reads the number of a choice. Answers are laid out by it, so a number no request can have asked
 * for is none.
 *
 * @returns `undefined` for anything but 0 to 127
 * @throws never
 */
export function readChoiceIndex(value: Json | undefined): number | undefined {
  const isIndex = typeof value === 'number' && Number.isInteger(value);
  return isIndex && value >= 0 && value < maxChoices ? value : undefined;
}

/**
 * Numbers the choices of a whole answer: by their own index, or where that is none or taken already
 * by the lowest number that is free.
 *
 * @throws never
 */
export function numberChoices(choices: readonly Json[]): readonly number[] {
  const taken = new Set<number>();
  let free = 0;
  return choices.map((choice) => {
    const own = isJsonObject(choice) ? readChoiceIndex(choice['index']) : undefined;
    while (taken.has(free)) free += 1;
    const index = own === undefined || taken.has(own) ? free : own;
    taken.add(index);
    return index;
  });
}
