import type { Finish, FinishReason } from '@gateway/spec';
import type { LossRecorder } from './loss-recorder.ts';

/**
 * Reports that a client's dialect has no word for why an answer ended.
 *
 * @param wordless - ends the dialect has no word for
 * @throws never
 */
export function reportFinish(
  { reason }: Finish,
  wordless: ReadonlySet<FinishReason>,
  loss: LossRecorder,
): void {
  if (!wordless.has(reason)) return;
  const detail = `the dialect of the client has no word for the end ${reason}`;
  loss.add({ severity: 'approximated', code: 'finish_approximated', path: 'finish', detail });
}
