import type { SimulatedDialect } from '../dialect.ts';
import { readPrompt } from './read-prompt.ts';
import { writeAnswer } from './write-answer.ts';
import { writeError, writeErrorEvent } from './write-error.ts';
import { writeStream } from './write-stream.ts';

/** The simulator's Messages. */
export const anthropicMessages: SimulatedDialect = {
  readPrompt,
  writeAnswer,
  writeStream,
  writeError,
  writeErrorEvent,
  requestIdHeader: 'request-id',
};
