/** What the router may do after an error. */
export type NextStepKind =
  | 'stop'
  | 'same-target'
  | 'refresh-credential'
  | 'sanitise-once'
  | 'next-credential'
  | 'other-target'
  | 'larger-window';

/** Policy of one error code. */
export interface ErrorRow {
  /** HTTP status to the client, before a dialect's own preference (Anthropic's 529). */
  readonly status: number;
  /** Whose fault it is; only `upstream` faults count against a target's health. */
  readonly blame: 'client' | 'upstream' | 'gateway';
  readonly next: NextStepKind;
  /** One sentence for people, in the present tense. */
  readonly meaning: string;
}

const row = (
  status: number,
  blame: ErrorRow['blame'],
  next: NextStepKind,
  meaning: string,
): ErrorRow => Object.freeze({ status, blame, next, meaning });

/**
 * Every error code of the gateway. The code alone decides status, blame and what may be tried next;
 * a provider's classifier may choose another code for a body, never another policy for a code.
 */
export const errorTable = Object.freeze({
  invalid_request: row(
    400,
    'client',
    'stop',
    'The request is malformed or a value is not allowed.',
  ),
  invalid_for_target: row(
    400,
    'client',
    'sanitise-once',
    'This upstream refuses the form of the request; another may take it.',
  ),
  unsupported: row(
    400,
    'client',
    'other-target',
    'The chosen model cannot do what the request asks for.',
  ),
  context_length_exceeded: row(
    400,
    'client',
    'larger-window',
    'The input does not fit the context window of the model.',
  ),
  content_policy: row(400, 'client', 'stop', 'A content policy refuses the request.'),
  state_missing: row(
    400,
    'client',
    'stop',
    'The request refers to stored state that is not there.',
  ),
  request_too_large: row(413, 'client', 'stop', 'The request body is larger than allowed.'),
  unsupported_media_type: row(
    415,
    'client',
    'stop',
    'The content type or encoding is not accepted.',
  ),
  invalid_api_key: row(401, 'client', 'stop', 'No key, or a key the gateway does not know.'),
  permission_denied: row(403, 'client', 'stop', 'The key may not do this.'),
  not_found: row(404, 'client', 'stop', 'There is nothing at this address.'),
  model_not_found: row(404, 'client', 'stop', 'No target serves a model of this name.'),
  method_not_allowed: row(405, 'client', 'stop', 'The address does not take this method.'),
  gateway_rate_limited: row(429, 'client', 'stop', 'A limit of the gateway is reached.'),
  client_closed: row(499, 'client', 'stop', 'The client hung up before the answer was complete.'),
  upstream_model_missing: row(404, 'upstream', 'other-target', 'The upstream has no such model.'),
  upstream_rate_limited: row(429, 'upstream', 'next-credential', 'The upstream limits the rate.'),
  upstream_quota_exhausted: row(
    429,
    'upstream',
    'next-credential',
    'The upstream account has no credit or quota left.',
  ),
  upstream_credential_rejected: row(
    502,
    'upstream',
    'next-credential',
    'The upstream does not accept the credential the gateway uses.',
  ),
  upstream_credential_expired: row(
    502,
    'upstream',
    'refresh-credential',
    'The credential the gateway uses has expired.',
  ),
  upstream_overloaded: row(503, 'upstream', 'same-target', 'The upstream is overloaded.'),
  upstream_error: row(502, 'upstream', 'same-target', 'The upstream failed.'),
  upstream_unreachable: row(502, 'upstream', 'same-target', 'The upstream cannot be reached.'),
  upstream_timeout: row(504, 'upstream', 'other-target', 'The upstream did not answer in time.'),
  upstream_invalid_response: row(
    502,
    'upstream',
    'other-target',
    'The upstream answered something that is not an answer.',
  ),
  upstream_truncated: row(
    502,
    'upstream',
    'other-target',
    'The upstream ended its answer before it was complete.',
  ),
  egress_denied: row(
    502,
    'gateway',
    'other-target',
    'The address of the upstream is one the gateway must not reach.',
  ),
  no_target_available: row(
    503,
    'upstream',
    'stop',
    'Every target that could serve the request is unavailable now.',
  ),
  overloaded: row(503, 'gateway', 'stop', 'The gateway has no room for the request now.'),
  shutting_down: row(503, 'gateway', 'stop', 'The gateway is stopping.'),
  internal: row(500, 'gateway', 'stop', 'The gateway failed.'),
});

/** One of the codes of {@link errorTable}. */
export type ErrorCode = keyof typeof errorTable;
