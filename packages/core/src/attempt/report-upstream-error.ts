import type { GatewayErrorFields } from '@gateway/spec';
import type { GatewayParts } from '../parts.ts';
import type { ModelCall } from '../request-context.ts';
import { redactText } from '../settle/redact-text.ts';
import type { DescribedTarget } from '../snapshot/describe-target.ts';
import { secretsOf } from './redact-secret.ts';

const maxTextLength = 2_000;

/** A failed attempt and whose it was. */
export interface FailedAttempt {
  readonly call: ModelCall;
  readonly target: DescribedTarget;
  readonly error: GatewayErrorFields;
}

/**
 * Tells people what the upstream said when an attempt failed: its own words, which no client gets,
 * or what the transport said where there are none. Secrets are taken out and the rest is cut.
 *
 * @throws never
 */
export function reportUpstreamError(
  { call, target, error }: FailedAttempt,
  { observer }: GatewayParts,
): void {
  // Whoever gave the request up, it was not the upstream.
  if (call.cancellation.reason) return;
  // A server that cannot count says so each time, and an estimate takes its place.
  if (call.operation === 'count' && error.upstream?.status === 404) return;
  const said = redactText(
    error.upstream?.body || causeOf(error) || error.message,
    // An upstream may know, and repeat, what was meant for another one.
    Object.values(call.runtime.snapshot.providers).flatMap(secretsOf),
  );
  const status = error.upstream?.status;
  const what = status === undefined ? error.code : `${error.code} ${status}`;
  observer.onWarning?.(
    'upstream_error',
    `${call.id} ${target.id} ${what}: ${said.slice(0, maxTextLength)}`,
  );
}

function causeOf(error: GatewayErrorFields & { readonly cause?: unknown }): string {
  return error.cause instanceof Error ? error.cause.message : '';
}
