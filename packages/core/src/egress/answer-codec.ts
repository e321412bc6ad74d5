import type { DialectCodec } from '@gateway/translators';

/** What of a dialect is needed to answer in it. */
export type AnswerCodec = Pick<
  DialectCodec,
  'dialect' | 'framing' | 'encodeError' | 'encodeStreamError' | 'heartbeat'
>;
