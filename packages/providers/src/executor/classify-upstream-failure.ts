import {
  type ErrorCode,
  errorTable,
  type GatewayErrorFields,
  type Headers,
  type Operation,
  type ProviderDefinition,
} from '@gateway/spec';
import { decodeError } from '@gateway/translators';

/** An answer with an error status. */
export interface FailedAnswer {
  readonly status: number;
  /** Lower-case names. */
  readonly headers: Headers;
  /** The body as text, cut to a bounded length. */
  readonly body: string;
}

/** What else is known about a failed call. */
export interface ClassifyOptions {
  readonly provider: ProviderDefinition;
  readonly operation: Operation;
  /** Wall clock, epoch milliseconds, for retry hints that are dates. */
  readonly nowMs: number;
}

/** Errors about the gateway's own account, of which the caller hears nothing but their kind. */
const isPrivate = (code: ErrorCode): boolean =>
  code.startsWith('upstream_credential') || code === 'upstream_quota_exhausted';

const recode = (fields: GatewayErrorFields, code: ErrorCode): GatewayErrorFields => {
  const { retryAfterMs, ...rest } = fields;
  return {
    ...rest,
    code,
    message: isPrivate(code) ? errorTable[code].meaning : fields.message,
    ...(retryAfterMs !== undefined && errorTable[code].blame === 'upstream' && { retryAfterMs }),
  };
};

/**
 * Reads why an upstream failed: by the rules all share, unless the provider knows better.
 *
 * @returns the fields of an error whose message is safe to show
 * @throws never
 */
export function classifyUpstreamFailure(
  failure: FailedAnswer,
  { provider, operation, nowMs }: ClassifyOptions,
): GatewayErrorFields {
  const dialect = provider.endpoints[operation]?.dialect;
  const fields = decodeError(failure, { ...(dialect !== undefined && { dialect }), nowMs });
  const code = provider.classifyError?.(failure);
  return code === undefined || code === fields.code ? fields : recode(fields, code);
}
