import { classifyUpstreamFailure, type Executor } from '@gateway/providers';
import {
  type Clock,
  GatewayError,
  type GatewayErrorFields,
  type TransportTimeouts,
} from '@gateway/spec';
import { createFailureTaker, createWholeTaker } from '../attempt/body-takers.ts';
import { redactSecret } from '../attempt/redact-secret.ts';
import { startUpstreamCall, type UpstreamHead } from '../attempt/upstream-call.ts';
import type { Cancellation } from '../cancellation.ts';
import type { SnapshotProvider } from '../snapshot/snapshot.ts';
import { type ListedModel, type ModelListPage, readModelList } from './read-model-list.ts';

/** What asking a vendor for its models takes. */
export interface FetchModelListOptions {
  readonly executor: Executor;
  readonly clock: Clock;
  /** Ends the look-up. */
  readonly cancellation: Cancellation;
}

/** One page may take so long, milliseconds: a list of names is no model at work. */
const timeouts: TransportTimeouts = Object.freeze({
  connectMs: 5_000,
  headersMs: 10_000,
  idleMs: 10_000,
  totalMs: 15_000,
});
const maxPageBytes = 8 * 1024 * 1024;
const maxPages = 10;
const maxModels = 10_000;
/** The largest page that the paging dialect gives. */
const pageSize = '1000';

/**
 * Asks a provider for the models it serves, page by page.
 *
 * @returns each model once, in the vendor's order; at most 10 pages and 10 000 models are read
 * @throws `GatewayError` with the reason, free of the credential
 */
export async function fetchModelList(
  provider: SnapshotProvider,
  options: FetchModelListOptions,
): Promise<readonly ListedModel[]> {
  const models = new Map<string, ListedModel>();
  const seen = new Set<string>();
  let cursor: string | undefined;
  for (let page = 0; page < maxPages && models.size < maxModels; page += 1) {
    const { models: listed, nextCursor } = await fetchPage(provider, cursor, options);
    for (const model of listed.slice(0, maxModels - models.size)) models.set(model.id, model);
    // A server that repeats its cursor would be asked for ever.
    if (nextCursor === undefined || seen.has(nextCursor)) break;
    seen.add(nextCursor);
    cursor = nextCursor;
  }
  return [...models.values()];
}

async function fetchPage(
  provider: SnapshotProvider,
  cursor: string | undefined,
  { executor, clock, cancellation }: FetchModelListOptions,
): Promise<ModelListPage> {
  let page: ModelListPage | undefined;
  const takeBody = (body: Uint8Array): GatewayErrorFields | undefined => {
    page = readModelList(body);
    return page ? undefined : notAList;
  };
  const call = startUpstreamCall({
    send: (receiver) => executor.execute(toExecuteOptions(provider, cursor), receiver),
    choose: (head) =>
      isGood(head)
        ? createWholeTaker({ maxBytes: maxPageBytes, onBody: takeBody })
        : createFailureTaker((body) =>
            classifyUpstreamFailure(
              { ...head, body },
              { provider: provider.definition, operation: 'models', nowMs: clock.nowMs() },
            ),
          ),
  });
  const unlisten = cancellation.onCancel((reason) => call.abort(reason));
  const error = await call.ended;
  unlisten();
  if (!page) throw new GatewayError(redactSecret(error ?? notAList, provider));
  return page;
}

function toExecuteOptions(provider: SnapshotProvider, cursor: string | undefined) {
  const { definition, baseUrl, headers, privateOrigins, apiKey } = provider;
  // Only one of the dialects pages; servers of the other may refuse what they do not know.
  const pages = definition.endpoints.models?.dialect === 'anthropic-messages';
  const query = { limit: pageSize, ...(cursor !== undefined && { after_id: cursor }) };
  return {
    provider: definition,
    connection: { baseUrl, headers, privateOrigins, ...(apiKey && { apiKey: apiKey.reveal() }) },
    operation: 'models' as const,
    request: {
      model: '',
      stream: false,
      ...(pages && { query }),
      body: { kind: 'none' as const },
    },
    timeouts,
  };
}

function isGood({ status }: UpstreamHead): boolean {
  return status >= 200 && status <= 299;
}

const notAList: GatewayErrorFields = Object.freeze({
  code: 'upstream_invalid_response',
  message: 'The upstream answered something that is not a list of models.',
});
