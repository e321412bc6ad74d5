import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';

/** A tool as the client names it. */
export interface ClientToolName {
  readonly name: string;
  readonly namespace?: string | undefined;
}

/** What names a target takes. */
export interface ToolNameRules {
  /** Legal names, as the source of a regular expression that must match the whole name. */
  readonly namePattern: string;
  readonly maxNameLength: number;
  /** Whether the target keeps namespaces apart from names. */
  readonly namespaces: boolean;
}

const hashChars = 12;

/**
 * Finds a legal upstream name for every tool name of a request: the same names give the same
 * result whatever their order, and no two names fall together. Legal names stay; others get their
 * illegal characters replaced, and a hash where they were too long or two would be the same.
 *
 * @param names - all names of the request; doubles are fine
 * @returns a function from client name to upstream name; unknown names come back sanitised
 * @throws `SyntaxError` when the pattern of the rules is not a regular expression
 */
export function createToolNameMap(
  names: readonly ClientToolName[],
  rules: ToolNameRules,
): (name: ClientToolName) => string {
  const legal = new RegExp(`^(?:${rules.namePattern})$`, 'u');
  const isLegal = (name: string) => name.length <= rules.maxNameLength && legal.test(name);
  const distinct = new Map(names.map((name) => [keyOf(name), name]));
  const wanted = new Map([...distinct].map(([key, name]) => [key, propose(name)]));
  const claims = countValues([...distinct].map(([key, name]) => slot(name, wanted.get(key) ?? '')));
  const upstream = new Map<string, string>();
  const taken = new Set<string>();

  for (const [key, name] of [...distinct].sort(byClaim)) {
    const proposal = wanted.get(key) ?? '';
    const wantedSlot = slot(name, proposal);
    const sole = isOwnName(name, proposal) || claims.get(wantedSlot) === 1;
    const free = isLegal(proposal) && sole && !taken.has(wantedSlot);
    const chosen = free ? proposal : hashedName(name, proposal);
    upstream.set(key, chosen);
    taken.add(slot(name, chosen));
  }
  return (name) => upstream.get(keyOf(name)) ?? propose(name);

  function propose(name: ClientToolName): string {
    const flat = flatten(name, rules.namespaces);
    return isLegal(flat) ? flat : sanitise(flat, legal);
  }

  /** What must be unique: the name, or the name within its namespace. */
  function slot({ namespace }: ClientToolName, chosen: string): string {
    return rules.namespaces ? JSON.stringify([namespace ?? null, chosen]) : chosen;
  }

  function isOwnName({ name, namespace }: ClientToolName, proposal: string): boolean {
    return proposal === name && (namespace === undefined || rules.namespaces);
  }

  /** Names that can stay as they are choose first; then by key, so that order does not matter. */
  function byClaim(left: [string, ClientToolName], right: [string, ClientToolName]): number {
    const rank = ([key, name]: [string, ClientToolName]) =>
      isOwnName(name, wanted.get(key) ?? '') ? 0 : 1;
    return rank(left) - rank(right) || (left[0] < right[0] ? -1 : 1);
  }

  function hashedName(name: ClientToolName, proposal: string): string {
    for (let round = 0; ; round += 1) {
      const hash = hashOf(round === 0 ? seedOf(name) : `${seedOf(name)} ${round}`);
      const head = proposal.slice(0, Math.max(0, rules.maxNameLength - hashChars - 1));
      const candidates = [`${head}_${hash}`, `t${hash}`, hash].map((candidate) =>
        candidate.slice(0, rules.maxNameLength),
      );
      const found = candidates.find(
        (candidate) => isLegal(candidate) && !taken.has(slot(name, candidate)),
      );
      if (found !== undefined) return found;
      if (round > 99) throw new Error('no legal tool name can be made for this target');
    }
  }
}

/**
 * Names a namespaced tool where there are no namespaces.
 *
 * @throws never
 */
export function flatten({ name, namespace }: ClientToolName, namespaces = false): string {
  // Names of tools from MCP servers hold their origin already.
  if (namespaces || namespace === undefined || name.startsWith('mcp__')) return name;
  return `${namespace}__${name}`;
}

function keyOf({ name, namespace }: ClientToolName): string {
  return JSON.stringify([namespace ?? null, name]);
}

/** What is hashed. Two tools may share it; the loop over rounds keeps them apart. */
function seedOf({ name, namespace }: ClientToolName): string {
  return namespace === undefined ? name : `${namespace}\u0000${name}`;
}

function hashOf(text: string): string {
  return bytesToHex(sha256(utf8ToBytes(text))).slice(0, hashChars);
}

function sanitise(name: string, legal: RegExp): string {
  // A letter in front, because many targets want one there and it must not hide the character.
  const isLegalInside = (character: string) => legal.test(`a${character}`);
  const replaced = [...name].map((c) => (isLegalInside(c) ? c : isLegalInside('_') ? '_' : 'x'));
  const joined = replaced.join('');
  return legal.test(joined.slice(0, 1)) ? joined : `t${joined}`;
}

function countValues(values: Iterable<string>): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return counts;
}
