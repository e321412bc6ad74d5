import {
  type Finish,
  GatewayError,
  type GenerateResponse,
  isJsonObject,
  type Json,
  type JsonObject,
} from '@gateway/spec';
import type { AnswerContext } from '../../codec.ts';
import { decodeBlocks } from './block-decode.ts';
import { decodeFinish, isDirectCall } from './finish.ts';
import { createTaker, type Taker } from './taker.ts';
import { decodeUsage } from './usage.ts';

/**
 * Reads a complete answer.
 *
 * @throws `GatewayError` `upstream_invalid_response` when the body is no message
 * @source Messages API reference and SDK types, read 2026-11
 */
export function decodeResponse(body: Json, options: AnswerContext): GenerateResponse {
  if (!isJsonObject(body) || !Array.isArray(body['content'])) throw invalidAnswer();
  const { exchange } = options;
  const take = createTaker(body, { path: '', strict: false });
  take.oneOf('type', ['message']);
  take.oneOf('role', ['assistant']);
  const blocks = take.array('content') ?? [];
  const parts = decodeBlocks(blocks, {
    path: 'content',
    strict: false,
    family: exchange.targetFamily,
  });
  const hasDirectCall = parts.some(
    (part) => part.type === 'tool-call' && isDirectCall(part.caller),
  );
  const usage = take.any('usage');
  const serviceTier = tierOf(usage);
  const container = take.any('container');
  const finish = takeFinish(take, hasDirectCall);
  return {
    id: take.string('id') ?? '',
    model: take.string('model') ?? exchange.requestedModel,
    choices: [{ index: 0, parts, finish }],
    usage: decodeUsage(usage, 'final'),
    ...(serviceTier !== undefined && { serviceTier }),
    ...(container !== undefined && { container }),
    wire: take.notes(),
  };
}

function invalidAnswer(): GatewayError {
  return new GatewayError({
    code: 'upstream_invalid_response',
    message: 'The upstream answered something that is not a message.',
  });
}

/**
 * Takes the members that say how an answer ended.
 *
 * @throws never
 */
export function takeFinish(take: Taker, hasDirectCall: boolean): Finish {
  return decodeFinish({
    stopReason: take.string('stop_reason'),
    stopSequence: take.string('stop_sequence'),
    detail: take.any('stop_details'),
    hasDirectCall,
  });
}

/**
 * Reads the tier that served an answer from its usage.
 *
 * @throws never
 */
export function tierOf(usage: Json | undefined): string | undefined {
  const source: JsonObject = isJsonObject(usage) ? usage : {};
  const tier = source['service_tier'];
  return typeof tier === 'string' ? tier : undefined;
}
