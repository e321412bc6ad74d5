import type { Clock, Observer } from '@gateway/spec';
import { pino } from 'pino';
import { clipText } from './clip-text.ts';
import { escapeControls } from './escape-controls.ts';
import { type LineTaker, openSink } from './open-sink.ts';
import { redactSecrets } from './redact-secrets.ts';
import { toRefusalLine, toRequestLine } from './to-log-line.ts';
import { toPrettyLine } from './to-pretty-line.ts';

/** Which lines are written: those of this level and above. */
export type LogLevel = 'debug' | 'info' | 'warn' | 'error' | 'silent';

/** Details quote upstreams, who may say a lot. */
const maxDetailLength = 2_000;

/** Settings of a log. */
export interface PinoObserverOptions {
  /** Lowest level to write; absent = `info`. Requests are `info`, failed ones (5xx) `warn`, refused calls `info`. */
  readonly level?: LogLevel;
  /** A file to append to, or whatever takes lines; absent = standard output. */
  readonly destination?: string | LineTaker;
  /** Whether lines are for people instead of JSON. */
  readonly pretty?: boolean;
  /** Tells the time of each line; absent = the platform's clock. */
  readonly clock?: Pick<Clock, 'nowMs'>;
  /**
   * Told, once, at the first line that is lost: the destination fails (disk full, pipe closed), after
   * which a file or standard output is given up, or it takes lines so slowly that 8 MiB wait.
   */
  readonly onFailure?: (error: Error) => void;
}

/** An observer that writes a log. */
export interface PinoObserver extends Observer {
  /**
   * Waits until every line so far has been handed to the operating system, or is lost. Lines that
   * still wait when the process ends are lost, so it is called before.
   */
  flush(): Promise<void>;
}

/**
 * Makes an observer that writes one line per request, refused call and warning, by pino, without blocking
 * the request. Ids, outcome, times, tokens and codes are in a line; bodies, headers and keys are
 * not, and whatever looks like a key is taken out before the line is written.
 *
 * @throws `Error` when the file cannot be opened; its methods never throw
 * @example
 * const log = createPinoObserver({ level: 'info' });
 * log.onWarning?.('price_unknown', 'demo/echo has no price');
 * await log.flush();
 */
export function createPinoObserver(options: PinoObserverOptions = {}): PinoObserver {
  const { level = 'info', pretty = false, clock = { nowMs: () => Date.now() } } = options;
  const sink = openSink(options.destination, options.onFailure ?? (() => {}));
  const logger = pino(
    {
      level,
      base: null,
      timestamp: () => `,"time":"${new Date(clock.nowMs()).toISOString()}"`,
      formatters: { level: (label) => ({ level: label }) },
    },
    {
      write(line: string) {
        const safe = `${escapeControls(redactSecrets(line.trimEnd()))}\n`;
        sink.write(pretty ? toPrettyLine(safe) : safe);
      },
    },
  );
  return {
    onRequest: (trace) =>
      logger[trace.usage.status >= 500 ? 'warn' : 'info'](toRequestLine(trace), 'request'),
    onRefusal: (refusal) => logger.info(toRefusalLine(refusal), 'refused'),
    onWarning: (code, detail) =>
      logger.warn({ code, detail: clipText(detail, maxDetailLength) }, 'warning'),
    flush: () => sink.flush(),
  };
}
