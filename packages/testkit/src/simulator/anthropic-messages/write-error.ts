import type { JsonObject } from '@gateway/spec';
import type { SimulatedErrorKind } from '../behaviour.ts';
import type { SimulatedDialect, SimulatedRefusal } from '../dialect.ts';

type Row = readonly [status: number, type: string, message: string];

const rows: Readonly<Record<SimulatedErrorKind, Row>> = {
  'rate-limit': [
    429,
    'rate_limit_error',
    'This request would exceed the rate limit of your organization.',
  ],
  quota: [
    400,
    'invalid_request_error',
    'Your credit balance is too low to access the Anthropic API.',
  ],
  billing: [402, 'billing_error', 'There is an issue with your billing.'],
  credential: [401, 'authentication_error', 'invalid x-api-key'],
  permission: [403, 'permission_error', 'Your API key has no permission to use this resource.'],
  'not-found': [404, 'not_found_error', 'Not found'],
  method: [405, 'invalid_request_error', 'Method Not Allowed'],
  'context-length': [
    400,
    'invalid_request_error',
    'prompt is too long: 209000 tokens > 200000 maximum',
  ],
  invalid: [400, 'invalid_request_error', 'The request is not valid.'],
  overloaded: [529, 'overloaded_error', 'Overloaded'],
  server: [500, 'api_error', 'Internal server error'],
};

const toEnvelope = (refusal: SimulatedRefusal, model: string): JsonObject => {
  const [, type, usual] = rows[refusal.kind];
  const message = refusal.message ?? (refusal.kind === 'not-found' ? `model: ${model}` : usual);
  return { type: 'error', error: { type, message }, request_id: 'req_sim' };
};

/** Writes a refusal as a Messages error. */
export const writeError: SimulatedDialect['writeError'] = (refusal, model) => ({
  status: rows[refusal.kind][0],
  body: toEnvelope(refusal, model),
});

/** Writes a refusal as an event of a running stream. */
export const writeErrorEvent: SimulatedDialect['writeErrorEvent'] = (refusal, model) =>
  `event: error\ndata: ${JSON.stringify(toEnvelope(refusal, model))}\n\n`;
