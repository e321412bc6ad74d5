import { type GatewayError, type GatewayErrorFields, toErrorFields } from '@gateway/spec';
import { explainMissingModel } from './answer/explain-missing-model.ts';
import type { AnswerHeaders } from './call.ts';
import type { GatewayParts } from './parts.ts';
import type { RoutedCall } from './request-context.ts';
import { redactText } from './settle/redact-text.ts';

/** What ending a call with an error takes. */
export interface FailOptions {
  readonly parts: GatewayParts;
  /** Further headers of the answer, where status and headers are not out yet. */
  readonly headers?: AnswerHeaders;
}

/**
 * Ends a call with an error: notes it, tells people of our own faults, answers the client.
 *
 * @throws never
 */
export function failCall(
  call: RoutedCall,
  error: GatewayError | GatewayErrorFields,
  { parts, headers = {} }: FailOptions,
): void {
  const fields = explainMissingModel(toErrorFields(error), call.log.requestedModel);
  call.log.error = fields;
  if (fields.code === 'client_closed') call.egress.cut();
  if (fields.code === 'internal') reportInternal(call, error, parts);
  call.egress.fail(fields, headers);
}

const maxCauseLength = 500;

/** Our own faults: people must hear of them, though no detail may reach the client. */
function reportInternal(
  { id }: RoutedCall,
  error: GatewayError | GatewayErrorFields,
  { observer }: GatewayParts,
): void {
  const cause = 'cause' in error ? error.cause : undefined;
  const what = cause instanceof Error ? `${cause.name}: ${cause.message}` : error.message;
  const said = redactText(what).slice(0, maxCauseLength);
  observer.onWarning?.('internal_error', `${id} ${said} at ${firstFrame(cause ?? error)}`);
}

function firstFrame(cause: unknown): string {
  const stack = cause instanceof Error ? (cause.stack ?? '') : '';
  return /^\s+at (.+)$/m.exec(stack)?.[1] ?? 'an unknown place';
}
