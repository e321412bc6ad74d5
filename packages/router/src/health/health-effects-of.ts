import { errorTable, type GatewayErrorFields } from '@gateway/spec';
import type { Candidate } from '../candidates/candidate.ts';
import type { FailureEffect, HealthEffect } from './health-effect.ts';
import type { HealthPolicy } from './health-policy.ts';

type Place = Pick<Candidate, 'provider' | 'connection' | 'model'>;

/** Names a connection in the state. */
export const connectionSubject = ({ provider, connection }: Place): string =>
  `connection:${provider}/${connection}`;

/** Names a model at a connection in the state. */
export const modelSubject = ({ provider, connection, model }: Place): string =>
  `model:${provider}/${connection}/${model}`;

/** Everything whose pause keeps a candidate out. */
export const subjectsOf = (place: Place): readonly string[] => [
  connectionSubject(place),
  modelSubject(place),
];

/**
 * Says what a success does: whatever was held against the connection and the model is forgotten.
 *
 * @throws never
 */
export function effectsOfSuccess(place: Place): readonly HealthEffect[] {
  return subjectsOf(place).map((subject) => ({ kind: 'clear', subject }));
}

/**
 * Says what a failure does. Limits, quota and credentials are the account's matter; a model that
 * fails or is missing is set aside alone, so that the account's other models go on; what the client
 * or the gateway did is held against nobody.
 *
 * @throws never
 */
export function effectsOfFailure(
  error: GatewayErrorFields,
  place: Place,
  policy: HealthPolicy,
): readonly HealthEffect[] {
  if (errorTable[error.code].blame !== 'upstream') return [];
  const shared = {
    kind: 'failure',
    code: error.code,
    hintSlackMs: policy.hintSlackMs,
    stormMs: policy.stormMs,
    forgetMs: policy.forgetMs,
    ...(error.retryAfterMs !== undefined && {
      hintMs: Math.min(Math.max(0, error.retryAfterMs), policy.maxHintMs),
    }),
  } as const;
  const backoff = { baseMs: policy.baseMs, maxMs: policy.maxBackoffMs };
  const fixed = (ms: number) => ({ baseMs: ms, maxMs: ms });
  const connection = (rest: Pick<FailureEffect, 'baseMs' | 'maxMs' | 'ban'>): HealthEffect[] => [
    { ...shared, subject: connectionSubject(place), ...rest },
  ];
  const model = (rest: Pick<FailureEffect, 'baseMs' | 'maxMs'>): HealthEffect[] => [
    { ...shared, subject: modelSubject(place), ...rest },
  ];
  switch (error.code) {
    case 'upstream_rate_limited':
    case 'upstream_unreachable':
      return connection(backoff);
    case 'upstream_quota_exhausted':
      // A hint says when there is quota again; without one the account is tried again each hour.
      return connection(error.retryAfterMs === undefined ? fixed(policy.quotaMs) : backoff);
    case 'upstream_credential_rejected':
    case 'upstream_credential_expired':
      return connection({
        ...backoff,
        ban: { failures: policy.credentialStrikes, banMs: policy.credentialBanMs },
      });
    case 'upstream_model_missing':
      return model(fixed(policy.modelMissingMs));
    case 'no_target_available':
      return [];
    default:
      return model(backoff);
  }
}
