import type { Headers } from '@gateway/spec';
import type { AnswerHeaders } from '../call.ts';
import { toHeaderValue } from './header-value.ts';

// What an answer of the same dialect may repeat: limits of the account and hints on retries. All
// else stays behind, because it may name hosts, organisations or sessions of the operator.
const repeated = [
  /^x-ratelimit-(limit|remaining|reset)-[a-z-]+$/,
  /^anthropic-ratelimit-[a-z-]+$/,
  /^retry-after(-ms)?$/,
  /^x-should-retry$/,
];

/**
 * Chooses the upstream headers that a client of the same dialect gets.
 *
 * @throws never
 */
export function chooseUpstreamHeaders(headers: Headers): AnswerHeaders {
  const chosen: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (!repeated.some((pattern) => pattern.test(name))) continue;
    chosen[name] = toHeaderValue(typeof value === 'string' ? value : value.join(', '));
  }
  return chosen;
}
