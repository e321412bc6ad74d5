import { stringifyJson } from '@gateway/protocols';
import type { Clock, GatewayErrorFields } from '@gateway/spec';
import type { AnswerHeaders, GatewaySink } from '../call.ts';
import type { AnswerCodec } from './answer-codec.ts';
import { encodeEvents, streamContentType } from './encode-events.ts';
import { createHeartbeat, type Heartbeat } from './heartbeat.ts';
import type { StreamBatch } from './stream-batch.ts';

/** What an {@link Egress} needs to know. */
export interface EgressOptions {
  readonly sink: GatewaySink;
  readonly clock: Clock;
  /** When the request arrived, epoch milliseconds. */
  readonly startedAtMs: number;
  readonly codec: AnswerCodec;
  /** Id that errors repeat. */
  readonly requestId: string;
  readonly headHoldMs: number;
  readonly heartbeatMs: number;
  /** How long a client may not read, milliseconds; 0 = as long as it likes. */
  readonly stallMs: number;
  /** Told when a client was cut off because it did not read, or its sink failed. */
  readonly onLost: () => void;
  readonly maxPreambleBytes: number;
  /** Headers of the gateway at this moment; asked once, at head commit. */
  readonly headers: () => AnswerHeaders;
}

/** An answer that is complete. */
export interface WholeAnswer {
  readonly status: number;
  readonly headers: AnswerHeaders;
  readonly body: Uint8Array;
}

/**
 * The way to the client, one per request. It knows the two commits: when status and headers are
 * out, and when the first content is out. Until the latter another attempt may take over.
 */
export interface Egress {
  /** `held` = nothing is out, `head` = status and headers, `content` = content, `over` = ended. */
  readonly phase: 'held' | 'head' | 'content' | 'over';
  /** Status that went out; 0 while nothing did. */
  readonly status: number;
  /** Instants of the commits, milliseconds since arrival. */
  readonly headCommitMs: number | undefined;
  readonly contentCommitMs: number | undefined;
  /** Bytes of the body so far. */
  readonly bodyBytes: number;
  /** Registers the one function to call when the client has caught up after `full`. */
  onDrain(callback: () => void): void;
  /** Says that a stream is due: status and headers go out after `headHoldMs` at the latest. */
  expectStream(): void;
  /** A new attempt begins: what was held back of the one before is forgotten. */
  startAttempt(): void;
  /**
   * Takes what an attempt's stream gave: holds it back until there is content, then sends.
   *
   * @param headers - upstream headers to repeat, used at head commit
   * @returns `full` when the client reads too slowly; `overflow` when too much would be held back
   */
  take(batch: StreamBatch, headers: AnswerHeaders): 'ok' | 'full' | 'overflow';
  /** Ends a stream well. */
  end(): void;
  /** Sends a whole answer; only while nothing is out. */
  sendWhole(answer: WholeAnswer): void;
  /** Ends with an error: a status while nothing is out, one event of the dialect afterwards. */
  fail(error: GatewayErrorFields, headers?: AnswerHeaders): void;
  /** The client is gone: nothing is sent any more. */
  hangUp(): void;
  /** Cuts the connection: for answers that cannot be ended honestly, and clients that are lost. */
  cut(): void;
}

/**
 * Opens the way to the client of one request.
 *
 * @throws never
 */
export function createEgress(options: EgressOptions): Egress {
  return new ClientEgress(options);
}

const encoder = new TextEncoder();

class ClientEgress implements Egress {
  phase: Egress['phase'] = 'held';
  status = 0;
  headCommitMs: number | undefined;
  contentCommitMs: number | undefined;
  bodyBytes = 0;
  readonly #options: EgressOptions;
  #held: Uint8Array[] = [];
  #heldBytes = 0;
  #heartbeat: Heartbeat | undefined;
  #cancelHold = () => {};
  #drained = () => {};
  #isFull = false;
  #isStream = false;
  #cancelStall = () => {};

  constructor(options: EgressOptions) {
    this.#options = options;
    options.sink.onDrain(() => this.#onDrain());
  }

  onDrain(callback: () => void): void {
    this.#drained = callback;
  }

  expectStream(): void {
    if (this.phase !== 'held') return;
    const { clock, headHoldMs } = this.#options;
    const waitMs = Math.max(0, headHoldMs - this.#sinceArrival());
    this.#cancelHold = clock.after(waitMs, () => this.#tryTo(() => this.#commitStreamHead({})));
  }

  startAttempt(): void {
    this.#held = [];
    this.#heldBytes = 0;
  }

  take(batch: StreamBatch, headers: AnswerHeaders): 'ok' | 'full' | 'overflow' {
    if (this.phase === 'over') return 'ok';
    if (this.phase === 'content') return this.#send(batch.bytes);
    if (!batch.hasContent) return this.#hold(batch.bytes);
    this.#commitStreamHead(headers);
    this.phase = 'content';
    this.contentCommitMs = this.#sinceArrival();
    for (const bytes of this.#held) this.#send(bytes);
    this.startAttempt();
    return this.#send(batch.bytes);
  }

  end(): void {
    if (this.phase === 'over') return;
    this.#close();
    this.#options.sink.end();
  }

  sendWhole({ status, headers, body }: WholeAnswer): void {
    if (this.phase !== 'held') return;
    const length = String(body.byteLength);
    this.#commitHead(status, { ...headers, 'content-length': length });
    this.contentCommitMs = this.#sinceArrival();
    this.#send(body);
    this.end();
  }

  fail(error: GatewayErrorFields, headers: AnswerHeaders = {}): void {
    if (this.phase === 'over') return;
    const { codec, requestId } = this.#options;
    if (this.phase === 'held') {
      const rendered = codec.encodeError(error, { requestId });
      const body = encoder.encode(stringifyJson(rendered.body));
      this.#commitHead(rendered.status, {
        ...rendered.headers,
        ...headers,
        'content-type': 'application/json',
        'content-length': String(body.byteLength),
      });
      this.#send(body);
    } else {
      const events = this.#isStream ? codec.encodeStreamError(error, { requestId }) : [];
      // An end without a word would pass for a good one, and half a body for a whole one.
      if (events.length === 0) return this.cut();
      this.#send(encodeEvents(codec.framing, events));
    }
    this.end();
  }

  hangUp(): void {
    this.#close();
  }

  cut(): void {
    if (this.phase === 'over') return;
    this.#close();
    this.#options.sink.abort();
  }

  #onDrain(): void {
    this.#isFull = false;
    this.#cancelStall();
    this.#drained();
  }

  /** A client that never reads would hold the upstream, and what waits for it, for ever. */
  #watchStall(): void {
    if (this.#isFull || this.phase === 'over') return;
    this.#isFull = true;
    const { clock, stallMs } = this.#options;
    if (stallMs === 0) return;
    this.#cancelStall = clock.after(stallMs, () => this.#lose());
  }

  /** For what timers send: nobody is there to catch what a sink throws at them. */
  #tryTo(act: () => void): void {
    try {
      act();
    } catch {
      // A sink that does not take this takes nothing; what it threw says no more than that.
      this.#lose();
    }
  }

  #lose(): void {
    try {
      this.cut();
    } catch {
      // There is nothing left to cut.
    }
    this.#options.onLost();
  }

  #hold(bytes: Uint8Array): 'ok' | 'overflow' {
    if (bytes.byteLength === 0) return 'ok';
    this.#held.push(bytes);
    this.#heldBytes += bytes.byteLength;
    return this.#heldBytes > this.#options.maxPreambleBytes ? 'overflow' : 'ok';
  }

  #commitStreamHead(headers: AnswerHeaders): void {
    if (this.phase !== 'held') return;
    const { codec, clock, heartbeatMs } = this.#options;
    this.#isStream = true;
    this.#commitHead(200, {
      ...headers,
      'content-type': streamContentType[codec.framing] ?? '',
      'cache-control': 'no-cache',
      // Reverse proxies that buffer answers would undo the stream.
      'x-accel-buffering': 'no',
    });
    if (codec.heartbeat === null || heartbeatMs === 0) return;
    const beat = encodeEvents(codec.framing, [codec.heartbeat]);
    this.#heartbeat = createHeartbeat(clock, heartbeatMs, () => {
      if (!this.#isFull) this.#tryTo(() => this.#write(beat));
    });
  }

  #commitHead(status: number, headers: AnswerHeaders): void {
    this.#cancelHold();
    // First of all, because a sink that throws has sent nothing.
    this.#options.sink.head(status, { ...headers, ...this.#options.headers() });
    this.status = status;
    this.headCommitMs = this.#sinceArrival();
    if (this.phase === 'held') this.phase = 'head';
  }

  #send(bytes: Uint8Array): 'ok' | 'full' {
    if (bytes.byteLength === 0) return 'ok';
    this.#heartbeat?.touch();
    return this.#write(bytes) ? 'ok' : 'full';
  }

  #write(bytes: Uint8Array): boolean {
    this.bodyBytes += bytes.byteLength;
    const isTaken = this.#options.sink.write(bytes);
    if (!isTaken) this.#watchStall();
    return isTaken;
  }

  #close(): void {
    this.phase = 'over';
    this.#cancelHold();
    this.#cancelStall();
    this.#heartbeat?.stop();
    this.startAttempt();
  }

  #sinceArrival(): number {
    return this.#options.clock.nowMs() - this.#options.startedAtMs;
  }
}
