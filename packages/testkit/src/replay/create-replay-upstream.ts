import type { Headers } from '@gateway/spec';
import {
  type ListeningSimulator,
  type ListenOptions,
  listenSimulator,
} from '../simulator/listen-simulator.ts';
import type { SimulatorRequest, SimulatorResponse } from '../simulator/wire.ts';
import type { RecordedExchange, RecordedResponse } from './fixture.ts';
import { recordedBytes } from './recorded-bytes.ts';
import { splitEvery } from './recut-bytes.ts';

/**
 * Recordings to answer with: one list, taken in order, or several by name, of which each request
 * chooses one by its path (`/<name>/v1/…`) or its header `x-replay-id`.
 */
export type Recordings =
  | readonly RecordedExchange[]
  | Readonly<Record<string, readonly RecordedExchange[]>>;

/** Settings of a replay. */
export interface ReplayOptions extends ListenOptions {
  /** Size of the pieces a body is sent in, bytes; absent = whole. */
  readonly chunkSize?: number;
}

/** A loopback server that answers as recorded. */
export interface ReplayUpstream extends ListeningSimulator {
  /** The base address that chooses the recording of a name. */
  urlOf(name: string): string;
}

/** Headers that describe how the recorded body travelled, not what it is. */
const framingHeaders = new Set([
  'connection',
  'content-encoding',
  'content-length',
  'keep-alive',
  'transfer-encoding',
]);

const toHeaders = ({ headers }: RecordedResponse): Record<string, string> =>
  Object.fromEntries(
    Object.entries(headers)
      .map(([name, value]) => [name.toLowerCase(), value] as const)
      .filter(([name]) => !framingHeaders.has(name)),
  );

const missing = (message: string): SimulatorResponse => ({
  delayMs: 0,
  status: 500,
  headers: { 'content-type': 'application/json' },
  chunks: [new TextEncoder().encode(JSON.stringify({ error: { message } }))],
  end: 'normal',
});

const toName = (path: string, headers: Headers): string => {
  const named = headers['x-replay-id'];
  if (typeof named === 'string') return named;
  const step = path.split(/[/?]/)[1] ?? '';
  try {
    return decodeURIComponent(step);
  } catch {
    // Not an address of ours; no recording has such a name.
    return step;
  }
};

// `Array.isArray` does not narrow readonly arrays.
const isList = (recordings: Recordings): recordings is readonly RecordedExchange[] =>
  Array.isArray(recordings);

/** Chooses the next exchange of the recording a request names. */
const createChooser = (recordings: Recordings) => {
  const taken = new Map<string, number>();
  return ({ path, headers }: SimulatorRequest): RecordedExchange | string => {
    const name = isList(recordings) ? '' : toName(path, headers);
    const exchanges = isList(recordings)
      ? recordings
      : new Map(Object.entries(recordings)).get(name);
    if (!exchanges) return `There is no recording named "${name}".`;
    const next = taken.get(name) ?? 0;
    taken.set(name, next + 1);
    return exchanges[next] ?? `The recording "${name}" has only ${exchanges.length} exchanges.`;
  };
};

/**
 * Lets recorded responses answer on a real loopback socket, each once, in order, and keeps the
 * requests byte for byte. A request without a recording gets status 500 and says so.
 *
 * @throws `Error` when the port is taken
 * @example
 * const fixtures = loadFixtures('openai-chat');
 * const upstream = await createReplayUpstream(
 *   Object.fromEntries(fixtures.map(({ id, exchanges }) => [id, exchanges])),
 * );
 * await fetch(`${upstream.urlOf('env.chat-multimodal')}/v1/chat/completions`, { method: 'POST' });
 */
export async function createReplayUpstream(
  recordings: Recordings,
  options: ReplayOptions = {},
): Promise<ReplayUpstream> {
  const { chunkSize, ...listen } = options;
  const choose = createChooser(recordings);
  const handle = (request: SimulatorRequest): SimulatorResponse => {
    const exchange = choose(request);
    if (typeof exchange === 'string') return missing(exchange);
    const { response } = exchange;
    const bytes = recordedBytes(response);
    const chunks = chunkSize === undefined ? [bytes] : splitEvery(bytes, chunkSize);
    return {
      delayMs: 0,
      status: response.status,
      headers: toHeaders(response),
      chunks,
      end: 'normal',
    };
  };
  const listening = await listenSimulator({ handle }, listen);
  const urlOf = (name: string) => `${listening.url}/${encodeURIComponent(name)}`;
  return { ...listening, urlOf };
}
