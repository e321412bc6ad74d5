import { describe, expect, it } from 'vitest';
import { answerContext, recordedAnswers } from '../../../test/openai-chat/support.ts';
import { decodeResponse } from './response-decode.ts';
import { encodeResponse } from './response-encode.ts';

describe('recorded answers', () => {
  it.each(recordedAnswers)('come back as they were: $name', ({ value }) => {
    const context = answerContext({ requestedModel: String(value['model']) });
    expect(encodeResponse(decodeResponse(value, context), context)).toStrictEqual(value);
  });
});
