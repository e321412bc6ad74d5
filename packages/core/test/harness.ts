import type {
  RefusalRecord,
  RequestTrace,
  Transport,
  TransportRequest,
  UsageRecord,
} from '@gateway/spec';
import { createSeededRandom, createVirtualClock } from '@gateway/testkit/clock';
import { createSimulator, createSimulatorTransport, type Script } from '@gateway/testkit/simulator';
import type { GatewaySink } from '../src/call.ts';
import type { GatewayConfig } from '../src/config/gateway-config.ts';
import { createGateway } from '../src/create-gateway.ts';
import { createMemoryUsageStore } from '../src/stores/memory-usage-store.ts';

// Loaded beforehand: a first import takes real time, which the virtual clock cannot pass.
await import('@gateway/translators/count');

export const testKey = 'test-key-0123456789';

/** Two providers of each dialect; the models `chat` and `messages` fail over from one to the other. */
export const testConfig: GatewayConfig = {
  providers: {
    'chat-a': provider('openai-compatible', 'chat-a'),
    'chat-b': provider('openai-compatible', 'chat-b'),
    'messages-a': provider('anthropic-compatible', 'messages-a'),
    'messages-b': provider('anthropic-compatible', 'messages-b'),
  },
  models: {
    chat: { targets: ['chat-a/m', 'chat-b/m'] },
    messages: { targets: ['messages-a/m', 'messages-b/m'] },
    mixed: { targets: ['messages-a/m', 'chat-a/m'] },
  },
  keys: [{ name: 'test', key: testKey }],
};

function provider(vendor: string, name: string) {
  return {
    vendor,
    apiKey: `secret-of-${name}`,
    baseUrl: `https://${name}.upstream.example/v1`,
    models: ['m'],
  };
}

/** An answer as the client saw it. */
export interface Answer {
  status: number;
  headers: Readonly<Record<string, string>>;
  /** Pieces of the body in order. */
  readonly pieces: string[];
  readonly bytes: Uint8Array[];
  ended: 'no' | 'end' | 'abort';
  readonly text: string;
  readonly json: unknown;
}

/** A call under way. */
export interface RunningTest {
  readonly answer: Answer;
  readonly done: Promise<void>;
  hangUp(): void;
  /** Tells the gateway that the client has caught up. */
  drain(): void;
}

export interface HarnessOptions {
  readonly config?: GatewayConfig;
  readonly script?: Script;
  /** Wraps the transport, e.g. to watch it. */
  readonly wrap?: (transport: Transport) => Transport;
}

export interface CallOptions {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  readonly raw?: Uint8Array | AsyncIterable<Uint8Array>;
  /** Answers of `write`, per piece; absent = always `true`. */
  readonly accepts?: (piece: number) => boolean;
}

export function createHarness(options: HarnessOptions = {}) {
  const clock = createVirtualClock(1_800_000_000_000);
  const random = createSeededRandom(7);
  const simulator = createSimulator({ clock, ...(options.script && { script: options.script }) });
  const sent: TransportRequest[] = [];
  const inner = createSimulatorTransport(simulator, clock);
  const door = options.wrap?.(inner) ?? inner;
  const transport: Transport = {
    send(request, receiver) {
      sent.push(request);
      return door.send(request, receiver);
    },
    close: () => door.close(),
  };
  const usage = createMemoryUsageStore();
  const traces: RequestTrace[] = [];
  const warnings: string[] = [];
  const refusals: RefusalRecord[] = [];
  const gateway = createGateway({
    config: options.config ?? testConfig,
    transport,
    clock,
    random,
    stores: { usage },
    version: '1.2.3',
    observer: {
      onRequest: (trace) => void traces.push(trace),
      onRefusal: (refusal) => void refusals.push(refusal),
      onWarning: (code, detail) => void warnings.push(`${code}: ${detail}`),
    },
  });

  const start = (path: string, call: CallOptions = {}): RunningTest => {
    const answer = createAnswer();
    const controller = new AbortController();
    let onDrain = () => {};
    const sink = createSink(answer, call.accepts, (callback) => {
      onDrain = callback;
    });
    const body = call.raw ?? encode(call.body);
    const done = gateway.handle(
      {
        method: call.method ?? (call.body === undefined && call.raw === undefined ? 'GET' : 'POST'),
        url: path,
        headers: { authorization: `Bearer ${testKey}`, ...call.headers },
        body,
        remote: '127.0.0.1',
        signal: controller.signal,
      },
      sink,
    );
    return { answer, done, hangUp: () => controller.abort(), drain: () => onDrain() };
  };
  const run = async (path: string, call: CallOptions = {}): Promise<Answer> => {
    const running = start(path, call);
    await settleWith(clock, running.done);
    return running.answer;
  };
  const rows = async (): Promise<readonly UsageRecord[]> => {
    await clock.advance(0);
    return usage.list({ limit: 1000 });
  };
  return { gateway, clock, random, sent, traces, warnings, refusals, start, run, rows };
}

/** Moves time until a promise has settled; simulated pauses take no real time. */
export async function settleWith(
  clock: { advance(ms: number): Promise<void> },
  promise: Promise<void>,
): Promise<void> {
  let settled = false;
  const watched = promise.finally(() => {
    settled = true;
  });
  for (let turn = 0; !settled && turn < 10_000; turn += 1) await clock.advance(turn < 50 ? 0 : 100);
  if (!settled) throw new Error('the call did not end');
  await watched;
}

function createAnswer(): Answer {
  const bytes: Uint8Array[] = [];
  const pieces: string[] = [];
  return {
    status: 0,
    headers: {},
    pieces,
    bytes,
    ended: 'no',
    get text() {
      return new TextDecoder().decode(Buffer.concat(bytes));
    },
    get json() {
      return JSON.parse(this.text) as unknown;
    },
  };
}

function createSink(
  answer: Answer,
  accepts: CallOptions['accepts'],
  onDrain: (callback: () => void) => void,
): GatewaySink {
  return {
    head(status, headers) {
      if (answer.status !== 0) throw new Error('two heads');
      answer.status = status;
      answer.headers = headers;
    },
    write(piece) {
      if (answer.status === 0 || answer.ended !== 'no') throw new Error('write out of order');
      answer.bytes.push(piece.slice());
      answer.pieces.push(new TextDecoder().decode(piece));
      return accepts?.(answer.pieces.length - 1) ?? true;
    },
    onDrain,
    end() {
      if (answer.ended !== 'no') throw new Error('two ends');
      answer.ended = 'end';
    },
    abort() {
      answer.ended = 'abort';
    },
  };
}

function encode(body: unknown): Uint8Array {
  return new TextEncoder().encode(body === undefined ? '' : JSON.stringify(body));
}

/** The value at a path of a JSON tree; `undefined` where the path leads nowhere. */
export function pick(json: unknown, ...path: readonly (string | number)[]): unknown {
  let at = json;
  for (const step of path) at = (at as Record<string | number, unknown> | undefined)?.[step];
  return at;
}

/** The data of the events of a stream. */
export function eventsOf(text: string): string[] {
  return [...text.matchAll(/^data: ?(.*)$/gm)].map(([, data = '']) => data);
}

export const chatBody = (more: object = {}) => ({
  model: 'chat',
  messages: [{ role: 'user', content: 'Hi' }],
  ...more,
});

export const messagesBody = (more: object = {}) => ({
  model: 'messages',
  max_tokens: 100,
  messages: [{ role: 'user', content: 'Hi' }],
  ...more,
});
