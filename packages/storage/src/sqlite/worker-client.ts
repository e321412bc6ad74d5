import { Worker } from 'node:worker_threads';
import { GatewayError } from '@gateway/spec';
import { storageFailure } from './storage-failure.ts';
import type {
  WorkerAnswer,
  WorkerCalls,
  WorkerMethod,
  WorkerRequest,
  WorkerTask,
} from './worker-protocol.ts';

/** The near end of a worker thread. */
export interface WorkerClient {
  /** @throws `GatewayError` as the worker threw it, or `internal` when the worker is gone */
  call<Method extends WorkerMethod>(
    method: Method,
    params: WorkerCalls[Method]['params'],
  ): Promise<WorkerCalls[Method]['result']>;
}

interface Pending {
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: GatewayError) => void;
}

const settle = ({ resolve, reject }: Pending, answer: WorkerAnswer): void => {
  if (answer.ok) return resolve(answer.result);
  const cause = answer.cause === undefined ? undefined : new Error(answer.cause);
  reject(new GatewayError(answer.error, { cause }));
};

/** Keeps calls apart and fails all of them together when the worker ends. */
class Calls implements WorkerClient {
  readonly #worker: Worker;
  readonly #pending = new Map<number, Pending>();
  #lastId = 0;
  #gone: GatewayError | undefined;

  constructor(worker: Worker) {
    this.#worker = worker;
    worker.on('message', (answer: WorkerAnswer) => this.#onAnswer(answer));
    worker.on('error', (error) => this.#onGone(storageFailure('A storage worker failed.', error)));
    worker.on('exit', () => this.#onGone(storageFailure('The storage is closed.')));
  }

  /** Waits for the answer to the start. */
  started(): Promise<unknown> {
    return new Promise((resolve, reject) => this.#pending.set(0, { resolve, reject }));
  }

  call<Method extends WorkerMethod>(
    method: Method,
    params: WorkerCalls[Method]['params'],
  ): Promise<WorkerCalls[Method]['result']> {
    if (this.#gone) return Promise.reject(this.#gone);
    this.#lastId += 1;
    const request: WorkerRequest = { id: this.#lastId, method, params };
    const result = new Promise<unknown>((resolve, reject) => {
      // Throws, and so rejects, for what cannot travel between threads; nobody waits then.
      this.#worker.postMessage(request);
      this.#pending.set(request.id, { resolve, reject });
      this.#worker.ref();
    });
    // The worker answers a method with that method's result.
    return result as Promise<WorkerCalls[Method]['result']>;
  }

  #onAnswer(answer: WorkerAnswer): void {
    const pending = this.#pending.get(answer.id);
    this.#pending.delete(answer.id);
    if (pending) settle(pending, answer);
    // A storage nobody waits for does not keep the process alive.
    if (this.#pending.size === 0) this.#worker.unref();
  }

  #onGone(reason: GatewayError): void {
    this.#gone ??= reason;
    const pending = [...this.#pending.values()];
    this.#pending.clear();
    for (const { reject } of pending) reject(this.#gone);
  }
}

/**
 * Starts a worker thread and waits until its database is open.
 *
 * @param url - the worker's file
 * @throws `GatewayError` `internal` when the database cannot be used
 */
export async function startWorker(url: URL, task: WorkerTask): Promise<WorkerClient> {
  // Flags of the parent (test runners, inspectors) are not meant for this thread.
  const worker = new Worker(url, { workerData: task, execArgv: [], name: `storage-${task.role}` });
  const calls = new Calls(worker);
  try {
    await calls.started();
    return calls;
  } catch (error) {
    await worker.terminate();
    throw error;
  }
}
