import { isJsonArray, isJsonObject, type Json } from '@gateway/spec';

/** Words that mean something somewhere, or something to JavaScript itself. */
const words = [
  '',
  '__proto__',
  'constructor',
  'toString',
  'text',
  'tool_use',
  'function',
  'gw1.',
  'gw1.anthropic.signature..x.y',
  'data:image/png;base64,AAAA',
  'data:',
  '\ud800',
  '<think>',
  '{"a":1}',
  '{',
  '"',
  'auto',
  'none',
  'error',
  '1e999',
];
const keys = [
  ...words,
  'type',
  'content',
  'role',
  'id',
  'name',
  'input',
  'arguments',
  'tool_calls',
  'index',
  'delta',
  'usage',
  'choices',
  'message',
  'cache_control',
  'source',
  'url',
  'data',
];
const numbers = [0, -1, 1.5, 1e308, 2 ** 53, -0, 1_000_000_000];

/** Changes JSON at random places, the same way for the same seed. */
export interface Mutator {
  /** @param rate - chance of a change per node, 0 to 1 */
  mutate(value: Json, rate: number): Json;
  /** Replaces numbers in a JSON text by one that no double can hold. */
  enlarge(text: string): string;
  /** Makes any JSON. */
  anything(): Json;
  /** Chooses a whole number below `end`. */
  below(end: number): number;
}

/** Makes a mutator (mulberry32). */
export function createMutator(seed: number): Mutator {
  let state = seed | 0;
  const random = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  const below = (end: number): number => Math.floor(random() * end);
  const pick = <Item>(list: readonly [Item, ...Item[]] | readonly Item[]): Item | undefined =>
    list[below(list.length)];

  const anything = (depth = 0): Json => {
    const kind = random();
    if (kind < 0.1) return null;
    if (kind < 0.2) return random() < 0.5;
    if (kind < 0.3) return pick(numbers) ?? 0;
    if (kind < 0.55 || depth > 3) return pick(words) ?? '';
    if (kind < 0.75) return Array.from({ length: below(4) }, () => anything(depth + 1));
    // `fromEntries` defines own members, `__proto__` included.
    return Object.fromEntries(
      Array.from({ length: below(5) }, () => [pick(keys) ?? '', anything(depth + 1)]),
    );
  };

  const mutate = (value: Json, rate: number): Json => {
    if (random() < rate) return anything();
    if (isJsonArray(value)) return mutateList(value, rate);
    if (!isJsonObject(value)) return value;
    const entries = Object.entries(value).flatMap(([key, each]): [string, Json][] =>
      random() < rate ? [] : [[key, mutate(each, rate)]],
    );
    if (random() < rate) entries.push([pick(keys) ?? '', anything()]);
    return Object.fromEntries(entries);
  };
  const mutateList = (list: readonly Json[], rate: number): Json => {
    const items = list.map((each) => mutate(each, rate));
    if (items.length > 0 && random() < 2 * rate) items.splice(below(items.length), 1);
    const again = items[below(items.length)];
    return again !== undefined && random() < 2 * rate ? [...items, again] : items;
  };

  return {
    mutate,
    anything,
    below,
    enlarge: (text) =>
      text.replaceAll(/:\d+/g, (found) =>
        random() < 0.2 ? ':123456789012345678901234567890' : found,
      ),
  };
}
