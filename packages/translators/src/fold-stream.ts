import type { StreamEvent } from '@gateway/spec';
import { createAnswerFolder, type FoldResult } from './stream/answer-folder.ts';
import { createGrammarGuard } from './stream/guard-grammar.ts';

/**
 * Folds canonical stream events into one answer.
 *
 * @param events - the events of one stream, in order; a sequence that breaks the grammar of streams
 * is mended where it can be
 * @returns the answer; `upstream_truncated` when there are no events or no `finish`; the stream's
 * own error when it failed
 * @throws never
 */
export function foldStream(events: Iterable<StreamEvent>): FoldResult {
  const guard = createGrammarGuard({ newId: () => '', model: '' });
  const folder = createAnswerFolder();
  for (const event of events) guard.push(event).forEach((each) => folder.push(each));
  return folder.result();
}
