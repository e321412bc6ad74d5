import { classifyUpstreamFailure } from '@gateway/providers';
import { GatewayError, type GatewayErrorFields, toErrorFields } from '@gateway/spec';
import { chooseUpstreamHeaders } from '../answer/upstream-headers.ts';
import { estimateInput } from '../count/estimate-input.ts';
import type { GatewayParts } from '../parts.ts';
import type { ModelCall } from '../request-context.ts';
import { settleUsage } from '../settle/settle-usage.ts';
import type { DescribedTarget } from '../snapshot/describe-target.ts';
import { createFailureTaker, createStreamTaker, createWholeTaker } from './body-takers.ts';
import type { PreparedAttempt, ReadAnswer } from './prepared-attempt.ts';
import { redactSecret } from './redact-secret.ts';
import { reportUpstreamError } from './report-upstream-error.ts';
import type { StreamReader } from './stream-reader.ts';
import { toUpstreamTimeouts } from './upstream-timeouts.ts';
import { type BodyTaker, startUpstreamCall, type UpstreamHead } from './upstream-call.ts';

/** What an attempt works with. */
export interface AttemptScope {
  readonly call: ModelCall;
  readonly target: DescribedTarget;
  readonly attempt: PreparedAttempt;
  readonly parts: GatewayParts;
}

/** How long an upstream may take to close a stream whose answer is complete, milliseconds. */
const closingGraceMs = 1000;

/**
 * Sends a prepared request and passes the answer on.
 *
 * @returns the error, if the attempt failed; the answer is out and ended otherwise
 * @throws never
 */
export async function runAttempt(scope: AttemptScope): Promise<GatewayErrorFields | undefined> {
  const { call } = scope;
  call.egress.startAttempt();
  const run = new AttemptRun(scope);
  return run.result();
}

class AttemptRun {
  readonly #scope: AttemptScope;
  #upstreamStatus: number | undefined;
  #reader: StreamReader | undefined;
  #whole: Extract<ReadAnswer, { ok: true }> | undefined;
  #stopTimers = () => {};
  #hasContent = false;

  constructor(scope: AttemptScope) {
    this.#scope = scope;
  }

  async result(): Promise<GatewayErrorFields | undefined> {
    const { call, target, parts } = this.#scope;
    const upstream = startUpstreamCall({
      send: (receiver) =>
        parts.executorOf(target.provider).execute(this.#executeOptions(), receiver),
      choose: (head) => this.#choose(head),
    });
    call.egress.onDrain(() => upstream.resume());
    const unlisten = call.cancellation.onCancel((reason) => upstream.abort(reason));
    this.#watch((error) => upstream.abort(error));
    const ended = await upstream.ended;
    this.#stopTimers();
    unlisten();
    const error = this.#isComplete() ? undefined : ended;
    // The client's last byte waits for nothing that is only about accounts.
    if (!error) call.egress.end();
    this.#note(error);
    call.log.endAttempt(
      {
        ...(this.#upstreamStatus !== undefined && { upstreamStatus: this.#upstreamStatus }),
        ...(error && { errorCode: error.code }),
      },
      parts.clock.nowMs() - call.startedAtMs,
    );
    if (!error) return undefined;
    reportUpstreamError({ call, target, error }, parts);
    return this.#toClientError(error);
  }

  /** What of the upstream's error the client may see. */
  #toClientError(error: GatewayErrorFields): GatewayErrorFields {
    const { attempt, target } = this.#scope;
    const safe = redactSecret(toErrorFields(error), target.connection);
    return attempt.tier === 'T' ? withoutParam(safe) : safe;
  }

  /** A translated answer can be complete before the upstream has closed its stream. */
  #isComplete(): boolean {
    return this.#reader?.finished === true && this.#scope.call.egress.phase === 'over';
  }

  #executeOptions() {
    const { call, target, attempt } = this.#scope;
    const { definition, baseUrl, apiKey, headers, privateOrigins, timeouts } = target.connection;
    return {
      provider: definition,
      connection: {
        baseUrl,
        headers,
        privateOrigins,
        ...(apiKey && { apiKey: apiKey.reveal() }),
      },
      operation: call.operation,
      request: attempt.upstream,
      ...(attempt.clientHeaders && { clientHeaders: attempt.clientHeaders }),
      timeouts: toUpstreamTimeouts(timeouts, formOf(call)),
    };
  }

  #watch(abort: (error: GatewayError) => void): void {
    const { call, target, parts } = this.#scope;
    const { firstEventMs } = target.connection.timeouts;
    this.#abort = abort;
    // A transport may answer before it returns.
    if (!call.request.stream || firstEventMs === 0 || this.#hasContent) return;
    this.#stopTimers = parts.clock.after(firstEventMs, () => abort(silent(firstEventMs)));
  }

  #abort: (error: GatewayError) => void = () => {};

  #choose(head: UpstreamHead): BodyTaker {
    this.#upstreamStatus = head.status;
    if (head.status < 200 || head.status > 299) return this.#failureTaker(head);
    if (!this.#scope.call.request.stream) return this.#wholeTaker(head, 'readWhole');
    const mediaType = String(head.headers['content-type'] ?? '').toLowerCase();
    if (mediaType.startsWith('application/json')) return this.#wholeTaker(head, 'replay');
    if (mediaType.startsWith('text/html')) return this.#failureTaker({ ...head, status: 502 });
    return this.#streamTaker(head);
  }

  #failureTaker(head: UpstreamHead): BodyTaker {
    const { call, target, parts } = this.#scope;
    const { definition: provider } = target.connection;
    return createFailureTaker((body) =>
      classifyUpstreamFailure(
        { ...head, body },
        { provider, operation: call.operation, nowMs: parts.clock.nowMs() },
      ),
    );
  }

  #wholeTaker(head: UpstreamHead, how: 'readWhole' | 'replay'): BodyTaker {
    const { call, attempt } = this.#scope;
    return createWholeTaker({
      maxBytes: call.runtime.snapshot.limits.maxResponseBytes,
      onBody: (body) => {
        const answer = attempt[how]({ ...head, body });
        if (!answer.ok) return answer.error;
        this.#whole = answer;
        this.#sendWhole(head, answer.body);
        return undefined;
      },
    });
  }

  #sendWhole(head: UpstreamHead, body: Uint8Array): void {
    const { egress, request } = this.#scope.call;
    const headers = this.#repeatedHeaders(head);
    if (request.stream) egress.take({ bytes: body, hasContent: true }, headers);
    else {
      const whole = { ...headers, 'content-type': 'application/json' };
      egress.sendWhole({ status: 200, headers: whole, body });
    }
  }

  #streamTaker(head: UpstreamHead): BodyTaker {
    const { call, attempt } = this.#scope;
    const reader = attempt.createReader();
    this.#reader = reader;
    return createStreamTaker({
      reader,
      egress: call.egress,
      headers: this.#repeatedHeaders(head),
      onContent: () => {
        this.#hasContent = true;
        this.#stopTimers();
      },
      ...(attempt.tier === 'T' && { onFinished: () => this.#closeEarly() }),
    });
  }

  /** The client has all it gets; what the upstream still says is not waited for. */
  #closeEarly(): void {
    const { call, parts } = this.#scope;
    call.egress.end();
    this.#stopTimers();
    this.#stopTimers = parts.clock.after(closingGraceMs, () => this.#abort(silent(closingGraceMs)));
  }

  #repeatedHeaders(head: UpstreamHead) {
    return this.#scope.attempt.tier === 'P' ? chooseUpstreamHeaders(head.headers) : {};
  }

  #note(error: GatewayErrorFields | undefined): void {
    const { call, parts, target } = this.#scope;
    const source = this.#whole ?? this.#reader;
    if (!source) return;
    call.log.responseLoss = source.loss;
    if (source.mintedSeals.size > 0) parts.seals.put(call.principal.keyId, source.mintedSeals);
    const isOut = call.egress.contentCommitMs !== undefined;
    if (call.operation !== 'generate' || (error && !isOut)) return;
    const contentBytes = this.#whole?.body.byteLength ?? this.#reader?.contentBytes ?? 0;
    const { reasoningFamily } = target.profile;
    call.log.completeUsage = () =>
      settleUsage(source.usage, contentBytes, () => estimateInput(call, reasoningFamily));
  }
}

function formOf({ operation, request }: ModelCall): 'stream' | 'whole' | 'count' {
  if (operation === 'count') return 'count';
  return request.stream ? 'stream' : 'whole';
}

function withoutParam(error: GatewayErrorFields): GatewayErrorFields {
  // The upstream names a field of its own body, which the client has never seen.
  const { code, message, retryAfterMs, nativeCode, upstream } = error;
  return {
    code,
    message,
    ...(retryAfterMs !== undefined && { retryAfterMs }),
    ...(nativeCode !== undefined && { nativeCode }),
    ...(upstream && { upstream }),
  };
}

function silent(ms: number): GatewayError {
  return new GatewayError({
    code: 'upstream_timeout',
    message: `The upstream did not answer in time: the first-event timer of ${ms} ms ran out.`,
  });
}
