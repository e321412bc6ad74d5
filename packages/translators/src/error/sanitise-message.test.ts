import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sanitiseMessage } from './sanitise-message.ts';

describe('sanitiseMessage', () => {
  it.each([
    ['Bad key sk-proj-abc123DEF456 given.', 'Bad key [key] given.'],
    ['See https://platform.example.com/account?x=1 for more.', 'See [address] for more.'],
    ['Ask jane.doe@example.org about it', 'Ask [email] about it'],
    ['dial tcp 10.0.3.7:8443: connection refused', 'dial tcp [address]: connection refused'],
    ['no route to gpu-7.internal:9000/v1', 'no route to [address]'],
    [
      'Rate limit reached in organization org-AbC123xyz on tokens',
      'Rate limit reached in organization [id] on tokens',
    ],
    ['account 123456789012 is not authorised', 'account [id] is not authorised'],
    ['arn:aws:iam::123456789012:user/x is not allowed', '[id] is not allowed'],
    ['Authorization: Bearer abc.def-ghi', 'Authorization: [key]'],
    ['quota of projects/my-project-77 is used up', 'quota of projects/[id] is used up'],
    ['a\u0000b\r\n\tc', 'a b c'],
  ])('cleans %s', (message, expected) => {
    expect(sanitiseMessage(message)).toBe(expected);
  });

  it('leaves ordinary words, model names and paths of the body alone', () => {
    const message =
      'messages.3.content.0: `claude-opus-4.6` does not take image/webp (max 5 MB), got "x-1".';
    expect(sanitiseMessage(message)).toBe(message);
  });

  it('never exceeds 600 characters', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 4000 }), (text) => sanitiseMessage(text).length <= 600),
    );
  });
});
