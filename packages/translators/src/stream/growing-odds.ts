import { isJsonArray, isJsonObject, type Json } from '@gateway/spec';

/** Log probabilities while they stream. Every dialect streams lists, bare or as members. */
export interface GrowingOdds {
  add(more: Json): void;
  toJson(): Json | undefined;
}

/** Lists are pushed to, so that long answers cost linear time. */
type Odds = { readonly list: Json[] } | { readonly members: Map<string, Odds> } | { value: Json };

/**
 * Makes log probabilities that can grow: lists are joined, members of objects by their names, and
 * `null` takes nothing back.
 *
 * @param start - what is there already; stays as it is
 * @throws never
 */
export function createGrowingOdds(start: Json | undefined): GrowingOdds {
  let odds = start === undefined ? undefined : adopt(start);
  return {
    add(more) {
      odds = join(odds, more);
    },
    toJson: () => odds && toJson(odds),
  };
}

function adopt(value: Json): Odds {
  if (isJsonArray(value)) return { list: [...value] };
  if (!isJsonObject(value)) return { value };
  return { members: new Map(Object.entries(value).map(([key, each]) => [key, adopt(each)])) };
}

function join(before: Odds | undefined, more: Json): Odds {
  if (before === undefined || ('value' in before && before.value === null)) return adopt(more);
  if (more === null) return before;
  if ('list' in before && isJsonArray(more)) {
    for (const each of more) before.list.push(each);
    return before;
  }
  if (!('members' in before) || !isJsonObject(more)) return adopt(more);
  for (const [key, value] of Object.entries(more)) {
    before.members.set(key, join(before.members.get(key), value));
  }
  return before;
}

function toJson(odds: Odds): Json {
  if ('list' in odds) return [...odds.list];
  if ('value' in odds) return odds.value;
  return Object.fromEntries([...odds.members].map(([key, each]) => [key, toJson(each)]));
}
