import { GatewayError } from '@gateway/spec';

/** Makes the error for a database that cannot be used; the message is for the operator. */
export const storageFailure = (message: string, cause?: unknown): GatewayError =>
  new GatewayError({ code: 'internal', message }, { cause });
