import { commentEvent } from '@gateway/protocols';
import type { DialectCodec } from '../../codec.ts';
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

/** OpenAI Chat Completions, and the many servers that speak it. */
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
  encodeError,
  encodeStreamError,
  heartbeat: { event: commentEvent, data: 'ka' },
  passthrough,
};
