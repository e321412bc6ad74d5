import type { RoutedCall } from '../request-context.ts';
import { answerJson } from './answer-json.ts';

/**
 * Answers that the gateway is well.
 *
 * @param version - of the gateway
 * @throws never
 */
export function serveHealth(call: RoutedCall, version: string): void {
  answerJson(call.egress, { ok: true, version }, { 'cache-control': 'no-store' });
}

/**
 * Answers the bare address, where clients look whether somebody is at home.
 *
 * @throws never
 */
export function serveRoot(call: RoutedCall, version: string): void {
  answerJson(call.egress, { name: 'gateway', version, health: '/healthz', models: '/v1/models' });
}
