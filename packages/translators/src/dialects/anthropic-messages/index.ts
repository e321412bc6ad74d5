import type { DialectCodec } from '../../codec.ts';
import { decodeCount, encodeCount } from './count.ts';
import { encodeError, encodeStreamError } from './error.ts';
import { passthrough } from './passthrough.ts';
import { defaultProfile } from './profile.ts';
import { checkRequest } from './request-check.ts';
import { decodeRequest } from './request-decode.ts';
import { encodeRequest } from './request-encode.ts';
import { requestPaths } from './request-paths.ts';
import { decodeResponse } from './response-decode.ts';
import { encodeResponse } from './response-encode.ts';
import { createStreamDecoder } from './stream-decode.ts';
import { createStreamEncoder } from './stream-encode.ts';
import { ownDialect } from './wire.ts';

/** The Anthropic Messages API, versions 2023-06-01 and 2026-10-21. */
export const codec: DialectCodec = {
  dialect: ownDialect,
  framing: 'sse',
  defaultProfile,
  requestPaths,
  decodeRequest,
  checkRequest,
  encodeRequest,
  decodeResponse,
  encodeResponse,
  createStreamDecoder,
  createStreamEncoder,
  decodeCount,
  encodeCount,
  encodeError,
  encodeStreamError,
  heartbeat: { event: 'ping', data: '{"type":"ping"}' },
  passthrough,
};
