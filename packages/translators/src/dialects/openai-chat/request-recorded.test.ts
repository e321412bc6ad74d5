import { describe, expect, it } from 'vitest';
import { createLossRecorder } from '../../loss-recorder.ts';
import {
  permissiveProfile,
  recordedRequests,
  testContext,
  wireRequest,
} from '../../../test/openai-chat/support.ts';
import { decodeRequest } from './request-decode.ts';
import { encodeRequest } from './request-encode.ts';
import type { GenerateRequest, JsonObject, Json } from '@gateway/spec';

const encode = (request: GenerateRequest, body: JsonObject): Json => {
  const target = permissiveProfile(body);
  const loss = createLossRecorder();
  const { body: written } = encodeRequest(request, { target, context: testContext(), loss });
  return written.kind === 'json' ? written.value : null;
};

describe('recorded requests', () => {
  it.each(recordedRequests)('come back as they were: $name (K25)', ({ value }) => {
    if (!Array.isArray(value['messages']) || value['messages'].length === 0) {
      expect(() => decodeRequest(wireRequest(value))).toThrow(/messages/);
      return;
    }
    expect(encode(decodeRequest(wireRequest(value)), value)).toStrictEqual(value);
  });
});
