import type { Dialect, GatewayErrorFields } from '@gateway/spec';
import type { ErrorRendering } from './codec.ts';
import { getCodec } from './get-codec.ts';

/** What {@link renderError} takes. */
export interface RenderErrorOptions {
  /** The dialect to answer in. */
  readonly to: Dialect;
  /** The error; its code decides status and envelope. */
  readonly error: GatewayErrorFields;
  /** Id of the request, where the dialect repeats it. */
  readonly requestId?: string;
}

/**
 * Renders an error as a whole answer in a dialect's own envelope, for the time before the first
 * byte.
 *
 * @returns status, headers (`retry-after` where a retry can help) and JSON body
 * @throws `GatewayError` `unsupported` when the dialect cannot be translated
 */
export function renderError({ to, error, requestId }: RenderErrorOptions): ErrorRendering {
  return getCodec(to).encodeError(error, requestId === undefined ? {} : { requestId });
}
