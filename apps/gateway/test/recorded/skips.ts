import type { RecordedCase } from '../support/recorded-exchanges.ts';

const noFinish = 'the recorded stream never says finish_reason, which the openai SDK refuses';
const twoStarts = 'the recorded stream has two message_start events, which the SDK refuses';

/**
 * Recordings that the official client of their own dialect refuses even without a gateway, so that
 * there is no answer to compare with.
 */
const skips: Readonly<Record<string, string>> = {
  'pyd.test_snowflake.test_snowflake_model_streaming#0': noFinish,
  'pyd.test_snowflake.test_snowflake_thinking_streaming#0': noFinish,
  'ver.anthropic.duplicate-message-start.stream#0': twoStarts,
  'ver.anthropic.spliced-message-start.stream#0': twoStarts,
};

/**
 * Why a recording is not compared.
 *
 * @returns `undefined` when it is
 */
export function skipReason(item: RecordedCase): string | undefined {
  return skips[item.name];
}
