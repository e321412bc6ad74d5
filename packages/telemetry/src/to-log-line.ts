import type { AttemptRecord, LossReport, RefusalRecord, RequestTrace } from '@gateway/spec';
import { clipText } from './clip-text.ts';

/** What the line of a request or a refused call holds. */
export type RequestLine = Readonly<Record<string, unknown>>;

/** Model names are the caller's; real ones are shorter. */
const maxModelLength = 200;
/** Paths are the caller's, too. */
const maxPathLength = 200;

/** Codes of a loss report, each once, in order of appearance. */
const toCodes = (loss: LossReport): string[] => [...new Set(loss.map(({ code }) => code))];

const toTry = (attempt: AttemptRecord): RequestLine => {
  const { requestLoss: _, ...facts } = attempt;
  return facts;
};

/** Losses on the way there are those of the attempt that answered: the last one. */
const toLosses = ({ attempts, responseLoss }: RequestTrace): RequestLine => {
  const request = toCodes(attempts.at(-1)?.requestLoss ?? []);
  const response = toCodes(responseLoss);
  return {
    ...(request.length > 0 && { requestLoss: request }),
    ...(response.length > 0 && { responseLoss: response }),
  };
};

/**
 * Sums a request up for a log: ids, target, outcome, times, tokens and codes; no content.
 *
 * @returns members in reading order; `tries` only where it failed or took more than one attempt
 * @throws never
 */
export function toRequestLine(trace: RequestTrace): RequestLine {
  const { usage, attempts, headCommitMs, contentCommitMs } = trace;
  const { startedAtMs: _, requestedModel, ...rest } = usage;
  return {
    ...rest,
    model: clipText(requestedModel, maxModelLength),
    ...(headCommitMs !== undefined && { headCommitMs }),
    ...(contentCommitMs !== undefined && { contentCommitMs }),
    ...((attempts.length > 1 || usage.errorCode !== undefined) && { tries: attempts.map(toTry) }),
    ...toLosses(trace),
  };
}

/**
 * Sums a refused call up for a log.
 *
 * @throws never
 */
export function toRefusalLine({ atMs: _, code, path, ...rest }: RefusalRecord): RequestLine {
  return { ...rest, path: clipText(path, maxPathLength), errorCode: code };
}
