import type { JsonObject, ReasoningPart, Seal } from '@gateway/spec';
import type { EncodeScope } from './block-encode.ts';
import { formHint, ownDialect, reportLoss, withOwnExtra } from './wire.ts';

/** What every envelope of the gateway's own begins with. */
const envelopePrefix = 'gw1.';

/**
 * Tells whether opaque state may be written: towards an upstream only what its family minted,
 * towards a client also the gateway's envelopes.
 *
 * @throws never
 */
export function mayWriteSeal(seal: Seal, scope: EncodeScope): boolean {
  const isEnvelope = seal.value.startsWith(envelopePrefix);
  if (scope.side === 'request') return seal.family === scope.family && !isEnvelope;
  return scope.native || isEnvelope || seal.family === 'anthropic';
}

/**
 * Finds the one signature of a reasoning part: the last one, since later values replace earlier.
 *
 * @throws never
 */
export function findSignature(seals: readonly Seal[]): string | undefined {
  return seals.findLast((seal) => seal.form !== 'redacted')?.value;
}

/**
 * Joins what can be read of a reasoning part.
 *
 * @throws never
 */
export function readableText(part: ReasoningPart): string {
  return part.text === '' ? (part.summary ?? []).join('\n\n') : part.text;
}

/**
 * Writes reasoning as thinking and redacted thinking blocks.
 *
 * @returns nothing where the receiver would refuse the reasoning; the loss is reported
 * @throws never
 */
export function encodeReasoning(part: ReasoningPart, scope: EncodeScope): JsonObject[] {
  const seals = part.seals.filter((seal) => mayWriteSeal(seal, scope));
  const signature = findSignature(seals);
  const text = readableText(part);
  const blocks: JsonObject[] = [];
  if (signature !== undefined || isUnsignedAllowed(part, scope)) {
    blocks.push(withOwnExtra(part, thinkingBlock(part, text, signature)));
  }
  for (const seal of seals) {
    if (seal.form !== 'redacted') continue;
    blocks.push(withOwnExtra(part, { type: 'redacted_thinking', data: seal.value }));
  }
  if (blocks.length === 0) {
    reportLoss(part, scope, { severity: 'dropped', code: 'reasoning_dropped' });
  } else if (seals.length < part.seals.length) {
    reportLoss(part, scope, { severity: 'dropped', code: 'seal_dropped' });
  }
  return blocks;
}

/** Claude refuses thinking without its signature; other models behind this dialect mint none. */
function isUnsignedAllowed(part: ReasoningPart, scope: EncodeScope): boolean {
  if (scope.native && scope.side === 'response') return part.seals.length === 0;
  const isRefused = scope.side === 'request' && scope.family === 'anthropic';
  return readableText(part) !== '' && !isRefused;
}

function thinkingBlock(
  part: ReasoningPart,
  text: string,
  signature: string | undefined,
): JsonObject {
  const isOmitted =
    signature === undefined &&
    part.wire?.dialect === ownDialect &&
    formHint(part, 'signature') === 'absent';
  return { type: 'thinking', thinking: text, ...(!isOmitted && { signature: signature ?? '' }) };
}
