import type { JsonObject } from '@gateway/spec';
import type { SimulatedErrorKind } from '../behaviour.ts';
import type { SimulatedDialect, SimulatedRefusal } from '../dialect.ts';

type Row = readonly [status: number, type: string, code: string | null, message: string];

const rows: Readonly<Record<SimulatedErrorKind, Row>> = {
  'rate-limit': [429, 'requests', 'rate_limit_exceeded', 'Rate limit reached for requests.'],
  quota: [
    429,
    'insufficient_quota',
    'insufficient_quota',
    'You exceeded your current quota, please check your plan and billing details.',
  ],
  billing: [402, 'unknown_error', 'invalid_request_error', 'Insufficient Balance'],
  credential: [401, 'invalid_request_error', 'invalid_api_key', 'Incorrect API key provided.'],
  permission: [403, 'invalid_request_error', null, 'You have no access to this project.'],
  'not-found': [404, 'invalid_request_error', 'model_not_found', 'The model does not exist.'],
  method: [405, 'invalid_request_error', 'method_not_supported', 'Not allowed to use this method.'],
  'context-length': [
    400,
    'invalid_request_error',
    'context_length_exceeded',
    "This model's maximum context length is 8192 tokens. However, your messages resulted in 9000 tokens. Please reduce the length of the messages.",
  ],
  invalid: [400, 'invalid_request_error', null, 'The request is not valid.'],
  overloaded: [503, 'server_error', null, 'The server is currently overloaded.'],
  server: [500, 'server_error', null, 'The server had an error while processing your request.'],
};

const toEnvelope = (refusal: SimulatedRefusal): JsonObject => {
  const [, type, code, message] = rows[refusal.kind];
  const param = refusal.param ?? null;
  return { error: { message: refusal.message ?? message, type, param, code } };
};

/** Writes a refusal as a Chat Completions error. */
export const writeError: SimulatedDialect['writeError'] = (refusal) => ({
  status: rows[refusal.kind][0],
  body: toEnvelope(refusal),
});

/** Writes a refusal as an event of a running stream. */
export const writeErrorEvent: SimulatedDialect['writeErrorEvent'] = (refusal) =>
  `data: ${JSON.stringify(toEnvelope(refusal))}\n\n`;
