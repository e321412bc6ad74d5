import type { GatewayError, Headers, TransportReceiver } from '@gateway/spec';

/** A receiver that writes down what it is told. */
export interface Recorder extends TransportReceiver {
  /** Names of the calls in their order; runs of `bytes` count once. */
  readonly order: readonly string[];
  readonly head: Promise<{ readonly status: number; readonly headers: Headers }>;
  /** Resolves at the end, whichever it is; with the error if there was one. */
  readonly ended: Promise<GatewayError | undefined>;
  /** Resolves when at least so many bytes have come. */
  received(count: number): Promise<void>;
  readonly byteCount: number;
  text(): string;
}

/** Makes a {@link Recorder}. */
export function createRecorder(): Recorder {
  const order: string[] = [];
  const pieces: Uint8Array[] = [];
  let byteCount = 0;
  const head = Promise.withResolvers<Awaited<Recorder['head']>>();
  const ended = Promise.withResolvers<GatewayError | undefined>();
  let waiting: { count: number; resolve: () => void }[] = [];
  const note = (name: string) => {
    if (name !== 'bytes' || order.at(-1) !== 'bytes') order.push(name);
  };
  return {
    order,
    head: head.promise,
    ended: ended.promise,
    get byteCount() {
      return byteCount;
    },
    text: () => Buffer.concat(pieces).toString(),
    received: (count) =>
      new Promise((resolve) => {
        if (byteCount >= count) resolve();
        else waiting.push({ count, resolve });
      }),
    onHead(received) {
      note('head');
      head.resolve(received);
    },
    onBytes(bytes) {
      note('bytes');
      pieces.push(bytes);
      byteCount += bytes.length;
      for (const entry of waiting) if (entry.count <= byteCount) entry.resolve();
      waiting = waiting.filter((entry) => entry.count > byteCount);
    },
    onEnd() {
      note('end');
      ended.resolve(undefined);
    },
    onError(error) {
      note(`error ${error.code}`);
      ended.resolve(error);
    },
  };
}
