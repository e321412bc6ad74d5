import { mkdirSync, openSync, write as writeFile } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** Takes the lines of a log. */
export interface Sink {
  /** Never throws and never blocks. */
  write(line: string): void;
  /** Resolves when every line so far is out, or lost. */
  flush(): Promise<void>;
}

/** Whatever takes lines. */
export interface LineTaker {
  write(line: string): void;
}

const standardOutput = 1;

/** Most that may wait for a destination that does not take it, UTF-16 units; then lines are lost. */
const maxWaiting = 8 * 1024 * 1024;

/** How long a destination that is full for the moment is left alone, milliseconds. */
const retryMs = 100;

/**
 * Opens the destination of a log.
 *
 * @param destination - a file to append to, or whatever takes lines; `undefined` = standard output
 * @param onFailure - told once, at the first line that is lost
 * @throws `Error` when the file cannot be opened
 */
export function openSink(
  destination: string | LineTaker | undefined,
  onFailure: (error: Error) => void,
): Sink {
  const report = once(onFailure);
  if (typeof destination === 'object') return new TakerSink(destination, report);
  return new FileSink(openFile(destination), report);
}

function once(report: (error: Error) => void): (error: unknown) => void {
  let reported = false;
  return (error) => {
    if (reported) return;
    reported = true;
    report(error instanceof Error ? error : new Error(String(error)));
  };
}

function openFile(path: string | undefined): number {
  if (path === undefined) return standardOutput;
  mkdirSync(dirname(path), { recursive: true });
  return openSync(path, 'a');
}

class TakerSink implements Sink {
  readonly #taker: LineTaker;
  readonly #report: (error: unknown) => void;

  constructor(taker: LineTaker, report: (error: unknown) => void) {
    this.#taker = taker;
    this.#report = report;
  }

  write(line: string): void {
    try {
      this.#taker.write(line);
    } catch (error) {
      this.#report(error);
    }
  }

  async flush(): Promise<void> {}
}

/** Writes what has gathered while the write before was under way. */
class FileSink implements Sink {
  readonly #file: number;
  readonly #report: (error: unknown) => void;
  #waiting: string[] = [];
  #waitingLength = 0;
  #writing: Promise<void> | undefined;
  #failed = false;

  constructor(file: number, report: (error: unknown) => void) {
    this.#file = file;
    this.#report = report;
  }

  write(line: string): void {
    if (this.#failed) return;
    if (this.#waitingLength + line.length > maxWaiting) {
      return this.#report(new Error('The log takes lines too slowly; some are lost.'));
    }
    this.#waiting.push(line);
    this.#waitingLength += line.length;
    this.#writing ??= this.#writeWaiting();
  }

  async flush(): Promise<void> {
    await this.#writing;
  }

  async #writeWaiting(): Promise<void> {
    try {
      while (this.#waiting.length > 0) await writeAll(this.#file, this.#takeWaiting());
    } catch (error) {
      this.#failed = true;
      this.#takeWaiting();
      this.#report(error);
    } finally {
      this.#writing = undefined;
    }
  }

  #takeWaiting(): Buffer {
    const bytes = Buffer.from(this.#waiting.join(''));
    this.#waiting = [];
    this.#waitingLength = 0;
    return bytes;
  }
}

async function writeAll(file: number, bytes: Buffer): Promise<void> {
  for (let rest = bytes; rest.length > 0; ) {
    const count = await writeSome(file, rest);
    rest = rest.subarray(count);
    if (count === 0) await sleep(retryMs);
  }
}

/** @returns bytes written; 0 where the destination takes none for the moment */
function writeSome(file: number, bytes: Buffer): Promise<number> {
  return new Promise((resolve, reject) => {
    writeFile(file, bytes, (error, count) => {
      if (error && error.code !== 'EAGAIN') reject(error);
      else resolve(error ? 0 : count);
    });
  });
}
