import { stringifyJson } from '@gateway/protocols';
import type { Exchange } from '@gateway/spec';
import { replayWireResponse, translateRequest, translateResponse } from '@gateway/translators';
import type { ModelCall } from '../request-context.ts';
import type { DescribedTarget } from '../snapshot/describe-target.ts';
import type { AttemptContext } from './attempt-context.ts';
import type {
  PreparedAttempt,
  Preparation,
  ReadAnswer,
  UpstreamAnswer,
} from './prepared-attempt.ts';
import { createTranslateReader } from './translate-reader.ts';

const encoder = new TextEncoder();

/** What else a translation is told. */
export interface TranslateOptions {
  readonly context: AttemptContext;
  /** Input tokens, for dialects that state them at the start of a stream. */
  readonly estimatedInputTokens?: number;
}

/**
 * Prepares an attempt of tier T: through the canonical model.
 *
 * @throws never
 */
export function prepareTranslate(
  call: ModelCall,
  target: DescribedTarget,
  options: TranslateOptions,
): Preparation {
  const { request, headers, query } = call;
  const { context, estimatedInputTokens } = options;
  const translated = translateRequest({
    from: call.dialect,
    to: target.dialect,
    request: {
      operation: call.operation,
      model: request.model,
      stream: request.stream,
      query,
      headers,
      body: request.json(),
    },
    model: target.model,
    target: target.profile,
    context,
    ...(estimatedInputTokens !== undefined && { estimatedInputTokens }),
  });
  if (!translated.ok) return translated;
  const { exchange, loss } = translated;
  const attempt: PreparedAttempt = {
    tier: 'T',
    loss,
    upstream: translated.request,
    createReader: () => createTranslateReader(exchange, context),
    readWhole: (answer) => readWhole(exchange, answer, context),
    replay: (answer) => replay(exchange, answer, context),
  };
  return { ok: true, attempt };
}

/**
 * Translates a whole answer; also one that came as a stream.
 *
 * @throws never
 */
export function readWhole(
  exchange: Exchange,
  response: UpstreamAnswer,
  context: AttemptContext,
): ReadAnswer {
  const result = translateResponse({ exchange, response, context });
  if (!result.ok) return result;
  return { ...result, body: encoder.encode(stringifyJson(result.response.body)) };
}

/**
 * Tells a whole answer as a stream.
 *
 * @throws never
 */
export function replay(
  exchange: Exchange,
  response: UpstreamAnswer,
  context: AttemptContext,
): ReadAnswer {
  const result = replayWireResponse({ exchange, response, context });
  return result.ok ? { ...result, body: encoder.encode(result.output) } : result;
}
