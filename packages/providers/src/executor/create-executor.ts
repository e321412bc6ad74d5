import {
  type Body,
  GatewayError,
  type Headers,
  type Operation,
  type ProviderDefinition,
  type ProviderEndpoint,
  type Transport,
  type TransportCall,
  type TransportReceiver,
  type TransportRequest,
  type TransportTimeouts,
} from '@gateway/spec';
import { buildHeaders } from './build-headers.ts';
import { buildUrl } from './build-url.ts';
import { encodeBody } from './encode-body.ts';

/** An account at a provider: where it is and how to get in. */
export interface UpstreamConnection {
  /** Base address; absent = the provider's own. */
  readonly baseUrl?: string;
  /** The secret, in the clear; absent = none is sent. */
  readonly apiKey?: string;
  /** Headers the operator adds to every request, e.g. `openai-organization`. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Origins that may be at private addresses, e.g. `http://127.0.0.1:11434`. */
  readonly privateOrigins?: readonly string[];
}

/** A request in the upstream's dialect. */
export interface UpstreamRequest {
  /** Model id as the upstream knows it. */
  readonly model: string;
  readonly stream: boolean;
  /** Query parameters, e.g. `{ beta: 'true' }`. */
  readonly query?: Readonly<Record<string, string>>;
  /** Headers that belong to the dialect; never credentials. */
  readonly headers?: Headers;
  readonly body: Body;
}

/** Everything one call of an upstream needs. */
export interface ExecuteOptions {
  readonly provider: ProviderDefinition;
  readonly connection: UpstreamConnection;
  readonly operation: Operation;
  readonly request: UpstreamRequest;
  /**
   * Headers of the client, given only where client and upstream speak the same dialect; of them
   * only the provider's `passHeaders` pass.
   */
  readonly clientHeaders?: Headers;
  readonly timeouts: TransportTimeouts;
}

/** Sends requests to upstreams. */
export interface Executor {
  /**
   * Sends one request; no retry, no routing, no reading of the answer.
   *
   * @param receiver - told of the answer, or of why there is none, never before this returns
   * @throws never
   */
  execute(options: ExecuteOptions, receiver: TransportReceiver): TransportCall;
}

/** What an executor is made of. */
export interface ExecutorOptions {
  readonly transport: Transport;
  /** Version of the gateway, named in `user-agent`. */
  readonly version: string;
}

const endpointOf = (provider: ProviderDefinition, operation: Operation): ProviderEndpoint => {
  const endpoint = provider.endpoints[operation];
  if (endpoint) return endpoint;
  const message = `${provider.name} has no operation ${operation}.`;
  throw new GatewayError({ code: 'unsupported', message });
};

const baseUrlOf = ({ provider, connection }: ExecuteOptions): string => {
  const baseUrl = connection.baseUrl ?? provider.baseUrl;
  if (baseUrl !== undefined) return baseUrl;
  const message = `The connection to ${provider.name} has no base address.`;
  throw new GatewayError({ code: 'internal', message });
};

const ownHeaders = (stream: boolean, version: string, mediaType: string | undefined) => ({
  accept: stream ? 'text/event-stream, application/json' : 'application/json',
  'user-agent': `gateway/${version}`,
  ...(mediaType !== undefined && { 'content-type': mediaType }),
  // Compression makes upstreams and relays hold events back.
  ...(stream && { 'accept-encoding': 'identity' }),
});

/**
 * Turns a call of a provider into a request for a transport.
 *
 * @param version - version of the gateway, named in `user-agent`
 * @throws `GatewayError`: `unsupported`, `internal`, `invalid_request`, `egress_denied` or
 * `upstream_credential_rejected`, each naming what is wrong
 */
export function buildTransportRequest(options: ExecuteOptions, version: string): TransportRequest {
  const { provider, connection, request } = options;
  const endpoint = endpointOf(provider, options.operation);
  const { mediaType, body } = encodeBody(request.body);
  return {
    method: endpoint.method,
    url: buildUrl({
      baseUrl: baseUrlOf(options),
      endpoint,
      model: request.model,
      ...(request.query && { query: request.query }),
    }),
    headers: buildHeaders({
      provider,
      clientHeaders: options.clientHeaders,
      requestHeaders: request.headers,
      connectionHeaders: connection.headers,
      apiKey: connection.apiKey,
      own: ownHeaders(request.stream, version, mediaType),
    }),
    ...(body !== undefined && { body }),
    timeouts: options.timeouts,
    ...(connection.privateOrigins && { privateOrigins: connection.privateOrigins }),
  };
}

const refusedCall: TransportCall = Object.freeze({
  pause: () => undefined,
  resume: () => undefined,
  abort: () => undefined,
});

/**
 * Makes an executor.
 *
 * @throws never
 * @example
 * const executor = createExecutor({ transport, version: '1.0.0' });
 */
export function createExecutor({ transport, version }: ExecutorOptions): Executor {
  return {
    execute(options, receiver) {
      let request: TransportRequest;
      try {
        request = buildTransportRequest(options, version);
      } catch (error) {
        queueMicrotask(() => receiver.onError(GatewayError.fromUnknown(error)));
        return refusedCall;
      }
      return transport.send(request, receiver);
    },
  };
}
