import type { Clock, Observer } from '@gateway/spec';
import { pino } from 'pino';
import { clipText } from './clip-text.ts';
import { redactSecrets } from './redact-secrets.ts';
import { toRequestLine } from './to-log-line.ts';
import { toPrettyLine } from './to-pretty-line.ts';

/** Which lines are written: those of this level and above. */
export type LogLevel = 'debug' | 'info' | 'warn' | 'error' | 'silent';

/** Details quote upstreams, who may say a lot. */
const maxDetailLength = 2_000;

/** Settings of a log. */
export interface PinoObserverOptions {
  /** Lowest level to write; absent = `info`. Requests are `info`, failed ones (5xx) `warn`. */
  readonly level?: LogLevel;
  /** A file to append to, or whatever takes lines; absent = standard output. */
  readonly destination?: string | { write(line: string): void };
  /** Whether lines are for people instead of JSON. */
  readonly pretty?: boolean;
  /** Tells the time of each line; absent = the platform's clock. */
  readonly clock?: Pick<Clock, 'nowMs'>;
  /** Told, once, when the destination fails (disk full, pipe closed); lines are lost from then on. */
  readonly onFailure?: (error: Error) => void;
}

/** An observer that writes a log. */
export interface PinoObserver extends Observer {
  /** Waits until every line so far has been handed to the operating system. */
  flush(): Promise<void>;
}

interface Sink {
  write(line: string): void;
  flush(): Promise<void>;
}

const openDestination = (path: string | undefined, onFailure: (error: Error) => void): Sink => {
  // Without a least length, flushing would not wait for what is being written.
  const target = pino.destination({ dest: path ?? 1, sync: false, mkdir: true, minLength: 1 });
  target.once('error', onFailure);
  // The listener above hears of the first failure only; more of the same must not end the process.
  target.on('error', () => {});
  return {
    write: (line) => void target.write(line),
    flush: () => new Promise((resolve) => target.flush(() => resolve())),
  };
};

const openSink = ({ destination, onFailure }: PinoObserverOptions): Sink => {
  if (typeof destination !== 'object') {
    return openDestination(destination, onFailure ?? (() => {}));
  }
  return { write: (line) => destination.write(line), flush: async () => {} };
};

/**
 * Makes an observer that writes one line per request and one per warning, by pino, without blocking
 * the request. Ids, outcome, times, tokens and codes are in a line; bodies, headers and keys are
 * not, and whatever looks like a key is taken out before the line is written.
 *
 * @throws `Error` when the destination cannot be opened
 * @example
 * const log = createPinoObserver({ level: 'info' });
 * log.onWarning?.('price_unknown', 'demo/echo has no price');
 * await log.flush();
 */
export function createPinoObserver(options: PinoObserverOptions = {}): PinoObserver {
  const { level = 'info', pretty = false, clock = { nowMs: () => Date.now() } } = options;
  const sink = openSink(options);
  const logger = pino(
    {
      level,
      base: null,
      timestamp: () => `,"time":"${new Date(clock.nowMs()).toISOString()}"`,
      formatters: { level: (label) => ({ level: label }) },
    },
    {
      write(line: string) {
        const safe = redactSecrets(line);
        sink.write(pretty ? toPrettyLine(safe) : safe);
      },
    },
  );
  return {
    onRequest: (trace) =>
      logger[trace.usage.status >= 500 ? 'warn' : 'info'](toRequestLine(trace), 'request'),
    onWarning: (code, detail) =>
      logger.warn({ code, detail: clipText(detail, maxDetailLength) }, 'warning'),
    flush: () => sink.flush(),
  };
}
