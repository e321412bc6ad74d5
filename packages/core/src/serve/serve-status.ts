import type { RoutedCall } from '../request-context.ts';
import { routeTable } from '../routes/route-table.ts';
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
 * Answers the bare address, where clients look whether somebody is at home and people what there
 * is: every address with its methods.
 *
 * @throws never
 */
export function serveRoot(call: RoutedCall, version: string): void {
  const routes = routeTable.flatMap(({ method, pattern }) => {
    const methods = method === 'GET' ? ['GET', 'HEAD'] : [method];
    return methods.map((name) => ({ method: name, path: pattern }));
  });
  answerJson(call.egress, { name: 'gateway', version, routes });
}
