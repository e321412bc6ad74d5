import { type ErrorCode, GatewayError, type LossCode } from '@gateway/spec';
import type { AdaptContext } from './adapt-context.ts';

/** Why and where a request is refused. */
export interface Refusal {
  readonly code: Extract<ErrorCode, 'unsupported' | 'invalid_request' | 'state_missing'>;
  /** Place in the client's body. */
  readonly path: string;
  readonly message: string;
  /** The loss that the refusal stands for. */
  readonly loss: LossCode;
  readonly nativeCode?: string;
}

/**
 * Refuses a request because saying it differently would be worse than not saying it.
 *
 * @throws `GatewayError` of the given code, always, after noting a loss of severity `refused`
 */
export function refuse(refusal: Refusal, { loss }: Pick<AdaptContext, 'loss'>): never {
  const { code, path, message, nativeCode } = refusal;
  loss.add({ severity: 'refused', code: refusal.loss, path, detail: message });
  throw new GatewayError({
    code,
    message,
    param: path,
    ...(nativeCode !== undefined && { nativeCode }),
  });
}
