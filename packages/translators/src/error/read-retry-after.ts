import { type Headers, isJsonObject, type JsonObject } from '@gateway/spec';

/** Where a failure may say how long to wait. */
export interface RetryHints {
  readonly headers: Headers;
  /** Error objects of the body, outermost first. */
  readonly nodes: readonly JsonObject[];
  readonly message: string;
  /** Wall clock, epoch milliseconds; 0 = unknown, so absolute times say nothing. */
  readonly nowMs: number;
}

/**
 * Reads how long an upstream asks us to wait, from every place where upstreams say it: `retry-after`
 * (seconds or date), `retry-after-ms`, Google's `RetryInfo`, `resets_in_seconds`, "try again in 1.5s",
 * and the reset times of rate-limit headers.
 *
 * @returns milliseconds, ≥ 0; `undefined` when nothing is said or readable
 * @throws never
 * @source RFC 9110 §10.2.3; google.rpc.RetryInfo; OpenAI and Anthropic rate-limit header pages
 * @example readRetryAfterMs({ headers: { 'retry-after': '3' }, nodes: [], message: '', nowMs: 0 }) // 3000
 */
export function readRetryAfterMs(hints: RetryHints): number | undefined {
  const found =
    milliseconds(field(hints.headers, 'retry-after-ms')) ??
    secondsOrDate(field(hints.headers, 'retry-after'), hints.nowMs) ??
    fromNodes(hints) ??
    fromMessage(hints.message) ??
    fromResetHeaders(hints);
  return found === undefined ? undefined : Math.max(0, Math.ceil(found));
}

function field(headers: Headers, name: string): string | undefined {
  const value = headers[name];
  return typeof value === 'string' ? value.trim() : value?.[0]?.trim();
}

function milliseconds(value: string | undefined): number | undefined {
  return value !== undefined && /^\d+(\.\d+)?$/.test(value) ? Number(value) : undefined;
}

function secondsOrDate(value: string | undefined, nowMs: number): number | undefined {
  if (value === undefined || value === '') return undefined;
  const seconds = milliseconds(value);
  return seconds === undefined ? untilDate(value, nowMs) : seconds * 1000;
}

function untilDate(value: string, nowMs: number): number | undefined {
  const atMs = Date.parse(value);
  return nowMs === 0 || Number.isNaN(atMs) ? undefined : Math.max(0, atMs - nowMs);
}

function untilEpoch(epoch: number, nowMs: number): number | undefined {
  if (nowMs === 0) return undefined;
  return Math.max(0, (epoch > 1e11 ? epoch : epoch * 1000) - nowMs);
}

const unitMs: Readonly<Record<string, number>> = { h: 3_600_000, m: 60_000, s: 1000, ms: 1 };

/**
 * Reads a duration such as `34s`, `1.5s`, `6m0s`, `120ms` or `2 minutes`.
 *
 * @returns milliseconds; `undefined` when the text is no duration
 * @throws never
 */
export function readDurationMs(text: string): number | undefined {
  const normal = text
    .trim()
    .toLowerCase()
    .replace(/\s*(?:milliseconds?|msecs?)\b/g, 'ms')
    .replace(/\s*hours?\b/g, 'h')
    .replace(/\s*min(?:ute)?s?\b/g, 'm')
    .replace(/\s*sec(?:ond)?s?\b/g, 's');
  if (!/^(?:\d+(?:\.\d+)?(?:ms|h|m|s)\s*)+$/.test(normal)) return undefined;
  const pieces = normal.matchAll(/(\d+(?:\.\d+)?)(ms|h|m|s)/g);
  return [...pieces].reduce(
    (sum, piece) => sum + Number(piece[1]) * (unitMs[piece[2] ?? ''] ?? 0),
    0,
  );
}

function fromNodes({ nodes, nowMs }: RetryHints): number | undefined {
  for (const node of nodes.toReversed()) {
    const found = fromNode(node, nowMs) ?? fromDetails(node['details']);
    if (found !== undefined) return found;
  }
  return undefined;
}

function fromNode(node: JsonObject, nowMs: number): number | undefined {
  const seconds = node['resets_in_seconds'] ?? node['retry_after'] ?? node['retry_after_seconds'];
  if (typeof seconds === 'number') return seconds * 1000;
  const { resets_at: resetsAt, retry_after_ms: waitMs } = node;
  if (typeof waitMs === 'number') return waitMs;
  if (typeof resetsAt === 'number') return untilEpoch(resetsAt, nowMs);
  return typeof resetsAt === 'string' ? untilDate(resetsAt, nowMs) : undefined;
}

function fromDetails(details: unknown): number | undefined {
  if (!Array.isArray(details)) return undefined;
  for (const detail of details) {
    const delay = isJsonObject(detail) ? detail['retryDelay'] : undefined;
    if (typeof delay === 'string') return readDurationMs(delay);
  }
  return undefined;
}

function fromMessage(message: string): number | undefined {
  const said =
    /(?:try again|retry|wait)(?: after| in| for)?:?\s+((?:\d+(?:\.\d+)?\s*(?:ms|milliseconds?|h|hours?|m|min(?:ute)?s?|s|sec(?:ond)?s?)\b\s*|\d+(?:\.\d+)?[hm](?=\d))+)/i.exec(
      message,
    );
  return said?.[1] === undefined ? undefined : readDurationMs(said[1]);
}

/** A limit's reset header, and the header that tells whether that limit is the one used up. */
const resetHeaders: readonly (readonly [reset: string, remaining: string])[] = [
  ['anthropic-ratelimit-unified-reset', 'anthropic-ratelimit-unified-remaining'],
  ...['requests', 'tokens', 'input-tokens', 'output-tokens'].map(
    (scope) =>
      [`anthropic-ratelimit-${scope}-reset`, `anthropic-ratelimit-${scope}-remaining`] as const,
  ),
  ...['requests', 'tokens'].map(
    (scope) => [`x-ratelimit-reset-${scope}`, `x-ratelimit-remaining-${scope}`] as const,
  ),
  ['x-ratelimit-reset', 'x-ratelimit-remaining'],
  ['ratelimit-reset', 'ratelimit-remaining'],
];

function fromResetHeaders({ headers, nowMs }: RetryHints): number | undefined {
  const waits = resetHeaders.flatMap(([reset, remaining]) => {
    const left = field(headers, remaining);
    if (left !== undefined && Number(left) > 0) return [];
    return readReset(field(headers, reset), nowMs) ?? [];
  });
  // All used-up limits must have been refilled before the next try can succeed.
  return waits.length === 0 ? undefined : Math.max(...waits);
}

function readReset(value: string | undefined, nowMs: number): number | undefined {
  if (value === undefined || value === '') return undefined;
  const plain = milliseconds(value);
  if (plain === undefined) return readDurationMs(value) ?? untilDate(value, nowMs);
  return plain > 1e9 ? untilEpoch(plain, nowMs) : plain * 1000;
}
