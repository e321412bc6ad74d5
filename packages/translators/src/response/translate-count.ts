import { type Json, type LossReport, unknownUsage } from '@gateway/spec';
import type { AnswerContext } from '../codec.ts';
import { getCodec } from '../get-codec.ts';
import type { TranslateResponseResult } from './translated-answer.ts';
import { toUpstreamFault } from './upstream-fault.ts';

/**
 * Translates the answer of a token count.
 *
 * @returns `unsupported` when one of the dialects has no token count
 * @throws never
 */
export function translateCount(body: Json, options: AnswerContext): TranslateResponseResult {
  const { exchange, loss } = options;
  const { decodeCount } = getCodec(exchange.to);
  const { encodeCount } = getCodec(exchange.from);
  if (!decodeCount || !encodeCount)
    return noCount(decodeCount ? exchange.from : exchange.to, loss.entries);
  try {
    return {
      ok: true,
      response: {
        status: 200,
        headers: { 'content-type': 'application/json' },
        body: encodeCount(decodeCount(body)),
      },
      usage: unknownUsage,
      finishReasons: [],
      mintedSeals: new Map(),
      loss: loss.entries,
    };
  } catch (thrown) {
    const evidence = { dialect: exchange.to, body: JSON.stringify(body) };
    return { ok: false, error: toUpstreamFault(thrown, evidence), loss: loss.entries };
  }
}

function noCount(dialect: string, loss: LossReport): TranslateResponseResult {
  const message = `The dialect ${dialect} has no token count.`;
  return { ok: false, error: { code: 'unsupported', message }, loss };
}
