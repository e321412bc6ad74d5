import type { Dialect } from '../dialect.ts';
import { type ErrorCode, type ErrorRow, errorTable } from './error-table.ts';

const marker = Symbol.for('@gateway/spec/error');

/** What the upstream said, for logs; never shown to clients as it is. */
export interface UpstreamEvidence {
  readonly dialect?: Dialect;
  readonly status?: number;
  /** Raw body, cut to a bounded length. */
  readonly body?: string;
  readonly requestId?: string;
}

/** The data of a {@link GatewayError}; serialisable. */
export interface GatewayErrorFields {
  readonly code: ErrorCode;
  /** One or two sentences that are safe to show to the caller. */
  readonly message: string;
  /** The field of the caller's body that is at fault, e.g. `messages[0].role`. */
  readonly param?: string;
  /** How long to wait before a retry, milliseconds. */
  readonly retryAfterMs?: number;
  /** The upstream's own code or type, e.g. `cyber_policy`; kept where clients key on it. */
  readonly nativeCode?: string;
  readonly upstream?: UpstreamEvidence;
}

/**
 * The one error class. Its code decides status, blame and what may be tried next, through
 * {@link errorTable}.
 */
export class GatewayError extends Error implements GatewayErrorFields {
  override readonly name = 'GatewayError';
  readonly code: ErrorCode;
  readonly param?: string;
  readonly retryAfterMs?: number;
  readonly nativeCode?: string;
  readonly upstream?: UpstreamEvidence;

  constructor(fields: GatewayErrorFields, options?: { readonly cause?: unknown }) {
    super(fields.message, options);
    this.code = fields.code;
    if (fields.param !== undefined) this.param = fields.param;
    if (fields.retryAfterMs !== undefined) this.retryAfterMs = fields.retryAfterMs;
    if (fields.nativeCode !== undefined) this.nativeCode = fields.nativeCode;
    if (fields.upstream !== undefined) this.upstream = fields.upstream;
    Object.defineProperty(this, marker, { value: true });
  }

  /**
   * Tells whether a value is a gateway error, also one made by another copy of this package.
   *
   * @throws never
   */
  static is(value: unknown): value is GatewayError {
    return typeof value === 'object' && value !== null && marker in value;
  }

  /**
   * Turns anything thrown into a gateway error; for the borders where foreign code is called.
   *
   * @param value - whatever was thrown
   * @param code - the code for values that are not gateway errors yet
   * @throws never
   */
  static fromUnknown(value: unknown, code: ErrorCode = 'internal'): GatewayError {
    if (GatewayError.is(value)) return value;
    // The message of a foreign error may hold an address or a secret, so it stays in `cause`.
    return new GatewayError({ code, message: errorTable[code].meaning }, { cause: value });
  }

  /** The policy of this error's code. */
  get policy(): ErrorRow {
    return errorTable[this.code];
  }
}

/**
 * Reads the serialisable fields of an error.
 *
 * @throws never
 */
export function toErrorFields(error: GatewayErrorFields): GatewayErrorFields {
  const { code, message, param, retryAfterMs, nativeCode, upstream } = error;
  return {
    code,
    message,
    ...(param !== undefined && { param }),
    ...(retryAfterMs !== undefined && { retryAfterMs }),
    ...(nativeCode !== undefined && { nativeCode }),
    ...(upstream !== undefined && { upstream }),
  };
}
