import { GatewayError } from '@gateway/spec';
import { getCodec } from '@gateway/translators';
import { createAnswerHeaders } from './answer/answer-headers.ts';
import { readRequestId } from './answer/request-id.ts';
import { authorize } from './authorize/authorize.ts';
import type { AnswerHeaders, GatewayCall, GatewaySink } from './call.ts';
import { Cancellation } from './cancellation.ts';
import { createEgress } from './egress/egress.ts';
import { failCall, type FailOptions } from './fail-call.ts';
import { type Lifecycle, shuttingDown } from './lifecycle.ts';
import type { GatewayParts } from './parts.ts';
import type { RoutedCall } from './request-context.ts';
import type { RouteMatch, RouteMatcher } from './routes/match-route.ts';
import type { Route } from './routes/route.ts';
import { type SplitUrl, splitUrl } from './routes/split-url.ts';
import { surfaceDialect } from './routes/surface-dialect.ts';
import type { Runtime } from './runtime.ts';
import { serveModel, serveModelList } from './serve/serve-models.ts';
import { serveModelCall } from './serve/serve-model-call.ts';
import { serveHealth, serveRoot } from './serve/serve-status.ts';
import { reportRefusal } from './settle/report-refusal.ts';
import { RequestLog } from './settle/request-log.ts';

/** What answering calls needs. */
export interface CallDesk {
  readonly parts: GatewayParts;
  readonly match: RouteMatcher;
  readonly lifecycle: Lifecycle;
  /** The configuration that new calls read. */
  readonly runtime: () => Runtime;
}

/**
 * Answers one call.
 *
 * @throws never; whatever is wrong becomes an answer
 */
export async function handleCall(
  call: GatewayCall,
  sink: GatewaySink,
  desk: CallDesk,
): Promise<void> {
  const address = splitUrl(call.url);
  const match = desk.match(call.method, address.segments);
  const routed = openCall({ call, sink, desk, address, match });
  const leave = desk.lifecycle.enter(routed.cancellation);
  const stopListening = listenForHangUp(call.signal, routed);
  try {
    if (desk.lifecycle.isClosing) throw shuttingDown();
    await dispatch(routed, match, { desk, address });
  } catch (cause) {
    const error = GatewayError.fromUnknown(cause);
    tryToFail(routed, error, { parts: desk.parts, headers: errorHeaders(error, match) });
    const { method } = call;
    reportRefusal({ call: routed, method, path: toPath(address), code: error.code }, desk.parts);
  } finally {
    stopListening();
    leave();
  }
}

/** Where even the error cannot be told, because the sink or the dialect fails, the answer is cut. */
function tryToFail(call: RoutedCall, error: GatewayError, options: FailOptions): void {
  try {
    failCall(call, error, options);
  } catch {
    // The first error is the one that was noted; this one comes of telling it.
    call.egress.cut();
  }
}

interface Opening {
  readonly call: GatewayCall;
  readonly sink: GatewaySink;
  readonly desk: CallDesk;
  readonly address: SplitUrl;
  readonly match: RouteMatch;
}

function openCall({ call, sink, desk, address, match }: Opening): RoutedCall {
  const { clock, random } = desk.parts;
  const runtime = desk.runtime();
  const route = match.kind === 'not-found' ? undefined : match.route;
  const dialect = surfaceDialect(route, call.headers, address.segments);
  const id = random.newId('req_');
  const ids = { id, requestId: readRequestId(call.headers) ?? id };
  const startedAtMs = clock.nowMs();
  const log = new RequestLog();
  const { stream, limits } = runtime.snapshot;
  const cancellation = new Cancellation();
  const egress = createEgress({
    sink,
    clock,
    startedAtMs,
    codec: getCodec(dialect),
    requestId: ids.requestId,
    ...stream,
    onLost: () => cancellation.cancel(clientClosed()),
    maxPreambleBytes: limits.maxPreambleBytes,
    headers: () => createAnswerHeaders(ids, dialect, log),
  });
  return {
    ...ids,
    startedAtMs,
    params: match.kind === 'found' ? match.params : {},
    query: address.query,
    headers: call.headers,
    body: call.body,
    dialect,
    runtime,
    cancellation,
    egress,
    log,
  };
}

function listenForHangUp(signal: AbortSignal, routed: RoutedCall): () => void {
  const hangUp = () => {
    routed.egress.hangUp();
    routed.cancellation.cancel(clientClosed());
  };
  if (signal.aborted) hangUp();
  signal.addEventListener('abort', hangUp, { once: true });
  return () => signal.removeEventListener('abort', hangUp);
}

async function dispatch(
  call: RoutedCall,
  match: RouteMatch,
  { desk, address }: { readonly desk: CallDesk; readonly address: SplitUrl },
): Promise<void> {
  if (match.kind === 'not-found') throw notFound(address);
  if (match.kind === 'method-not-allowed') throw wrongMethod(match.allow);
  const { route } = match;
  const { log, runtime, headers } = call;
  const rules = {
    keys: desk.parts.keys,
    required: runtime.snapshot.auth.required,
    onKey: (keyId: string) => {
      log.keyId = keyId;
    },
  };
  const principal = await authorize({ route, headers }, rules);
  await serve(route, { ...call, principal }, desk.parts);
}

function serve(
  { operation }: Route,
  call: Parameters<typeof serveModelCall>[0],
  parts: GatewayParts,
): Promise<void> | void {
  switch (operation) {
    case 'generate':
    case 'count':
      return serveModelCall(call, operation, parts);
    case 'list-models':
      return serveModelList(call, parts);
    case 'get-model':
      return serveModel(call, parts);
    case 'health':
      return serveHealth(call, parts.version);
    case 'root':
      return serveRoot(call, parts.version);
  }
}

function toPath({ segments }: SplitUrl): string {
  return `/${segments.join('/')}`;
}

function notFound(address: SplitUrl): GatewayError {
  const path = toPath(address).slice(0, 200);
  const { segments } = address;
  const isMissingVersion = ['chat', 'messages', 'models'].includes(segments[0] ?? '');
  const hint = isMissingVersion
    ? ` Put /v1 before it: /v1${path}.`
    : ' See GET / for what there is.';
  return new GatewayError({
    code: 'not_found',
    message: `There is nothing at ${JSON.stringify(path)}.${hint}`,
  });
}

function wrongMethod(allow: string): GatewayError {
  const message = `This address takes only ${allow}.`;
  return new GatewayError({ code: 'method_not_allowed', message });
}

function clientClosed(): GatewayError {
  const message = 'The client hung up before the answer was complete.';
  return new GatewayError({ code: 'client_closed', message });
}

function errorHeaders(error: GatewayError, match: RouteMatch): AnswerHeaders {
  return {
    ...(match.kind === 'method-not-allowed' && { allow: match.allow }),
    ...(error.code === 'shutting_down' && { connection: 'close' }),
  };
}
