import { type ErrorCode, errorTable } from '@gateway/spec';
import type { GatewayParts } from '../parts.ts';
import type { RoutedCall } from '../request-context.ts';
import { redactText } from './redact-text.ts';

const maxPathLength = 200;
const maxMethodLength = 20;

/** A call that became no request for a model. */
export interface RefusedCall {
  readonly call: RoutedCall;
  readonly method: string;
  /** Without query. */
  readonly path: string;
  readonly code: ErrorCode;
}

/**
 * Tells people of a call that was turned away; such calls have neither row nor trace.
 *
 * @throws never
 */
export function reportRefusal(
  { call, method, path, code }: RefusedCall,
  { observer }: GatewayParts,
): void {
  // Nobody turned away somebody who left.
  if (code === 'client_closed') return;
  const { keyId } = call.log;
  observer.onRefusal?.({
    requestId: call.id,
    atMs: call.startedAtMs,
    method: method.slice(0, maxMethodLength),
    path: redactText(path.slice(0, 2 * maxPathLength)).slice(0, maxPathLength),
    status: call.egress.status || errorTable[code].status,
    code,
    ...(keyId !== undefined && { keyId }),
  });
}
