import type { GatewayParts } from '../parts.ts';
import type { ModelCall } from '../request-context.ts';
import { serveGenerate } from './serve-generate.ts';

/** Placeholder while the estimator is being written. */
export function serveCount(call: ModelCall, parts: GatewayParts): Promise<void> {
  return serveGenerate(call, parts);
}
