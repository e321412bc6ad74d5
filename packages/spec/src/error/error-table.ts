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

const rows = {
  invalid_request: {
    status: 400,
    blame: 'client',
    next: 'stop',
    meaning: 'The request is malformed or a value is not allowed.',
  },
  invalid_for_target: {
    status: 400,
    blame: 'client',
    next: 'sanitise-once',
    meaning: 'This upstream refuses the form of the request; another may take it.',
  },
  unsupported: {
    status: 400,
    blame: 'client',
    next: 'other-target',
    meaning: 'The chosen model cannot do what the request asks for.',
  },
  context_length_exceeded: {
    status: 400,
    blame: 'client',
    next: 'larger-window',
    meaning: 'The input does not fit the context window of the model.',
  },
  content_policy: {
    status: 400,
    blame: 'client',
    next: 'stop',
    meaning: 'A content policy refuses the request.',
  },
  state_missing: {
    status: 400,
    blame: 'client',
    next: 'stop',
    meaning: 'The request refers to stored state that is not there.',
  },
  request_too_large: {
    status: 413,
    blame: 'client',
    next: 'stop',
    meaning: 'The request body is larger than allowed.',
  },
  unsupported_media_type: {
    status: 415,
    blame: 'client',
    next: 'stop',
    meaning: 'The content type or encoding is not accepted.',
  },
  invalid_api_key: {
    status: 401,
    blame: 'client',
    next: 'stop',
    meaning: 'No key, or a key the gateway does not know.',
  },
  permission_denied: {
    status: 403,
    blame: 'client',
    next: 'stop',
    meaning: 'The key may not do this.',
  },
  not_found: {
    status: 404,
    blame: 'client',
    next: 'stop',
    meaning: 'There is nothing at this address.',
  },
  model_not_found: {
    status: 404,
    blame: 'client',
    next: 'stop',
    meaning: 'No target serves a model of this name.',
  },
  method_not_allowed: {
    status: 405,
    blame: 'client',
    next: 'stop',
    meaning: 'The address does not take this method.',
  },
  gateway_rate_limited: {
    status: 429,
    blame: 'client',
    next: 'stop',
    meaning: 'A limit of the gateway is reached.',
  },
  client_closed: {
    status: 499,
    blame: 'client',
    next: 'stop',
    meaning: 'The client hung up before the answer was complete.',
  },
  upstream_model_missing: {
    status: 404,
    blame: 'upstream',
    next: 'other-target',
    meaning: 'The upstream has no such model.',
  },
  upstream_rate_limited: {
    status: 429,
    blame: 'upstream',
    next: 'next-credential',
    meaning: 'The upstream limits the rate.',
  },
  upstream_quota_exhausted: {
    status: 429,
    blame: 'upstream',
    next: 'next-credential',
    meaning: 'The upstream account has no credit or quota left.',
  },
  upstream_credential_rejected: {
    status: 502,
    blame: 'upstream',
    next: 'next-credential',
    meaning: 'The upstream does not accept the credential the gateway uses.',
  },
  upstream_credential_expired: {
    status: 502,
    blame: 'upstream',
    next: 'refresh-credential',
    meaning: 'The credential the gateway uses has expired.',
  },
  upstream_overloaded: {
    status: 503,
    blame: 'upstream',
    next: 'same-target',
    meaning: 'The upstream is overloaded.',
  },
  upstream_error: {
    status: 502,
    blame: 'upstream',
    next: 'same-target',
    meaning: 'The upstream failed.',
  },
  upstream_unreachable: {
    status: 502,
    blame: 'upstream',
    next: 'same-target',
    meaning: 'The upstream cannot be reached.',
  },
  upstream_timeout: {
    status: 504,
    blame: 'upstream',
    next: 'other-target',
    meaning: 'The upstream did not answer in time.',
  },
  upstream_invalid_response: {
    status: 502,
    blame: 'upstream',
    next: 'other-target',
    meaning: 'The upstream answered something that is not an answer.',
  },
  upstream_truncated: {
    status: 502,
    blame: 'upstream',
    next: 'other-target',
    meaning: 'The upstream ended its answer before it was complete.',
  },
  egress_denied: {
    status: 502,
    blame: 'gateway',
    next: 'other-target',
    meaning: 'The address of the upstream is one the gateway must not reach.',
  },
  no_target_available: {
    status: 503,
    blame: 'upstream',
    next: 'stop',
    meaning: 'Every target that could serve the request is unavailable now.',
  },
  overloaded: {
    status: 503,
    blame: 'gateway',
    next: 'stop',
    meaning: 'The gateway has no room for the request now.',
  },
  shutting_down: {
    status: 503,
    blame: 'gateway',
    next: 'stop',
    meaning: 'The gateway is stopping.',
  },
  internal: { status: 500, blame: 'gateway', next: 'stop', meaning: 'The gateway failed.' },
} as const satisfies Record<string, ErrorRow>;

/** One of the codes of {@link errorTable}. */
export type ErrorCode = keyof typeof rows;

const freezeRows = (): Readonly<Record<ErrorCode, ErrorRow>> => {
  for (const row of Object.values(rows)) Object.freeze(row);
  return Object.freeze(rows);
};

/**
 * Every error code of the gateway. The code alone decides status, blame and what may be tried next;
 * a provider's classifier may choose another code for a body, never another policy for a code.
 */
export const errorTable = freezeRows();
