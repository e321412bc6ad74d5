import { GatewayError } from '@gateway/spec';
import { failCall } from '../fail-call.ts';
import { ingress } from '../ingress/ingress.ts';
import type { GatewayParts } from '../parts.ts';
import type { AuthorizedCall, ModelCall } from '../request-context.ts';
import { settle } from '../settle/settle.ts';
import { serveCount } from './serve-count.ts';
import { serveGenerate } from './serve-generate.ts';

/**
 * Serves a call for a model, from its body to its usage row.
 *
 * @throws never; whatever is wrong becomes an answer and a row
 */
export async function serveModelCall(
  call: AuthorizedCall,
  operation: ModelCall['operation'],
  parts: GatewayParts,
): Promise<void> {
  try {
    const modelCall = await readModelCall(call, operation, parts);
    await (operation === 'count' ? serveCount(modelCall, parts) : serveGenerate(modelCall, parts));
  } catch (cause) {
    // When a request is given up, whatever breaks because of it is not the reason.
    failCall(call, call.cancellation.reason ?? GatewayError.fromUnknown(cause), { parts });
  } finally {
    await settle(call, operation, parts);
  }
}

async function readModelCall(
  call: AuthorizedCall,
  operation: ModelCall['operation'],
  { clock }: GatewayParts,
): Promise<ModelCall> {
  const { log, runtime } = call;
  const request = await ingress(call, { maxBytes: runtime.snapshot.limits.maxBodyBytes, clock });
  log.requestedModel = request.model;
  log.stream = request.stream;
  return { ...call, operation, request };
}
