import {
  type Dialect,
  type Exchange,
  GatewayError,
  type GatewayErrorFields,
  type GenerateRequest,
  type Headers,
  isJsonObject,
  type JsonObject,
  type LossReport,
  mergeTargetProfile,
  type Operation,
  type TargetProfile,
  type TargetProfileOverrides,
  toErrorFields,
} from '@gateway/spec';
import type { TranslationContext, WireRequest } from './codec.ts';
import { completeContext } from './default-context.ts';
import { getCodec } from './get-codec.ts';
import { createLossRecorder, type LossRecorder } from './loss-recorder.ts';
import { adaptRequest } from './request/adapt-request.ts';
import { enforceStrict } from './request/enforce-strict.ts';
import { toJson, toText, type WireText } from './wire-text.ts';

/** A request as a caller has it. */
export interface RequestInput {
  /** `generate` or `count`. */
  readonly operation: Operation;
  /** Model id; absent = the body's `model`, or at last the upstream's id. */
  readonly model?: string;
  /** Whether a stream is wanted; absent = the body's `stream`, or no. */
  readonly stream?: boolean;
  /** Query parameters beyond routing. */
  readonly query?: Readonly<Record<string, string>>;
  /** Headers, lower-case names; only those that belong to the dialect are looked at. */
  readonly headers?: Headers;
  /** The body as text, bytes or parsed JSON. */
  readonly body: WireText;
}

/** What {@link translateRequest} takes. */
export interface TranslateRequestOptions {
  /** The dialect the request is in. */
  readonly from: Dialect;
  /** The dialect the upstream speaks; may be the same. Both are among those of `dialects`. */
  readonly to: Dialect;
  /** The request; a bare parsed body is taken as a `generate` request. */
  readonly request: RequestInput | JsonObject;
  /** The upstream's id of the model; absent = the name the client used. */
  readonly model?: string;
  /** What the model can take, whole or in part; laid over the conservative defaults of `to`. */
  readonly target?: TargetProfileOverrides;
  /** Name of the client profile that applies, e.g. `claude-code`; noted in the exchange. */
  readonly clientProfile?: string;
  /** Estimated input, tokens, for dialects that state it at the start of a stream. */
  readonly estimatedInputTokens?: number;
  /**
   * Ids, time, seal key, kept seals, strictness. Absent members have pure defaults: ids are hashed
   * from the request and numbered, the time is unknown, foreign reasoning state is dropped.
   */
  readonly context?: Partial<TranslationContext>;
}

/** A translated request, or why it cannot be translated. */
export type TranslateRequestResult =
  | {
      readonly ok: true;
      /** What to send; {@link stringifyBody} makes its body text. */
      readonly request: WireRequest;
      /** What the way back needs; serialisable. */
      readonly exchange: Exchange;
      /** Every place where the request says something else than the client's. */
      readonly loss: LossReport;
    }
  | { readonly ok: false; readonly error: GatewayErrorFields; readonly loss: LossReport };

/**
 * Translates a request from one dialect into another, fitted to what the target can take.
 *
 * @returns the request to send, the exchange for the way back, and every place where the translation
 * says something else than the original; or an error: `invalid_request` naming the field,
 * `unsupported` for what the target cannot do (in strict mode also for anything that would be
 * dropped)
 * @throws never
 * @example
 * const result = translateRequest({ from: 'openai-chat', to: 'anthropic-messages', request: body });
 */
export function translateRequest(options: TranslateRequestOptions): TranslateRequestResult {
  const loss = createLossRecorder();
  try {
    return { ok: true, ...translate(options, loss), loss: loss.entries };
  } catch (error) {
    return { ok: false, error: toErrorFields(GatewayError.fromUnknown(error)), loss: loss.entries };
  }
}

function translate(
  options: TranslateRequestOptions,
  loss: LossRecorder,
): { readonly request: WireRequest; readonly exchange: Exchange } {
  checkOptions(options);
  const { from, to } = options;
  const [source, destination] = [getCodec(from), getCodec(to)];
  const input = isRequestInput(options.request)
    ? options.request
    : { operation: 'generate' as const, body: options.request };
  const context = completeContext(options.context, () => toText(input.body));
  const target = mergeTargetProfile(destination.defaultProfile, options.target);
  const wire = toWireRequest(input, options.model);
  const decoded = source.decodeRequest(wire, { context, loss });
  if (from !== to) source.checkRequest?.(wire, decoded);
  const pathOf = (field: string): string => source.requestPaths[field] ?? field;
  const { operation } = wire;
  const adapted = adaptRequest(decoded, { from, to, target, context, loss, pathOf, operation });
  const outgoing = { ...adapted.request, model: options.model ?? adapted.request.model };
  const request = destination.encodeRequest(outgoing, { target, context, loss });
  if (context.strict) enforceStrict(loss.entries);
  const exchange = toExchange({ options, wire, decoded, target, patch: adapted.exchange });
  return { request: { ...request, operation }, exchange };
}

/** For callers without types; the types rule these mistakes out. */
function checkOptions(options: unknown): void {
  if (!isRecord(options)) throw misuse('The options must be an object.');
  const { request } = options;
  if (typeof request === 'string' || request instanceof Uint8Array) {
    throw misuse("A request as text or bytes goes in as { operation: 'generate', body }.");
  }
  if (!isRecord(request))
    throw misuse('The request must be an object: a parsed body, or an input.');
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function misuse(message: string): GatewayError {
  return new GatewayError({ code: 'invalid_request', message, param: 'request' });
}

function isRequestInput(request: RequestInput | JsonObject): request is RequestInput {
  return typeof request['operation'] === 'string' && 'body' in request;
}

function toWireRequest(input: RequestInput, upstreamModel: string | undefined): WireRequest {
  if (input.operation !== 'generate' && input.operation !== 'count') {
    throw new GatewayError({
      code: 'unsupported',
      message: `The operation ${input.operation} cannot be translated between dialects.`,
    });
  }
  const { operation, model, stream, query, headers } = input;
  const value = toJson(input.body);
  const body: JsonObject = isJsonObject(value) ? value : {};
  const { model: bodyModel, stream: bodyStream } = body;
  return {
    operation,
    model: model ?? (typeof bodyModel === 'string' ? bodyModel : (upstreamModel ?? '')),
    stream: stream ?? bodyStream === true,
    ...(query && { query }),
    ...(headers && { headers }),
    body: { kind: 'json', value },
  };
}

interface ExchangeSources {
  readonly options: TranslateRequestOptions;
  readonly wire: WireRequest;
  readonly decoded: GenerateRequest;
  readonly target: TargetProfile;
  readonly patch: ReturnType<typeof adaptRequest>['exchange'];
}

function toExchange({ options, wire, decoded, target, patch }: ExchangeSources): Exchange {
  const { from, to, clientProfile, estimatedInputTokens } = options;
  const apiVersion = wire.headers?.['anthropic-version'];
  const choices = decoded.limits?.choices;
  return {
    version: 1,
    operation: wire.operation,
    from,
    to,
    stream: decoded.stream,
    requestedModel: decoded.model,
    targetFamily: target.reasoningFamily,
    ...patch,
    echo: {
      ...patch.echo,
      ...(choices !== undefined && { choices }),
      ...(typeof apiVersion === 'string' && { apiVersion }),
      ...(estimatedInputTokens !== undefined && { estimatedInputTokens }),
    },
    upstream: {
      ...(target.reasoning.thinkTagsInText && { thinkTagsInText: true }),
      ...(target.stream.finishOptional && { finishOptional: true }),
    },
    ...(clientProfile !== undefined && { clientProfile }),
  };
}
