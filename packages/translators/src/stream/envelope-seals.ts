import type { Dialect, Exchange, Part, Seal, StreamEvent } from '@gateway/spec';
import type { LossRecorder } from '../loss-recorder.ts';
import { envelopeSeal, isEnvelope } from '../seal/envelope.ts';
import { nativeFamilyOf } from '../seal/native-family.ts';
import type { StreamStage } from './stage.ts';

/** What the step needs to know. */
export interface SealEnveloping {
  readonly exchange: Exchange;
  /** Secret of the gateway, 32 bytes; absent = foreign state is dropped. */
  readonly sealKey: Uint8Array | undefined;
  readonly loss: LossRecorder;
}

/**
 * Makes the step that fits opaque reasoning state to the client: state of the family whose slots
 * the client's dialect has travels as it is, all other state in an envelope, or not at all when
 * there is no key for envelopes.
 *
 * @throws never
 */
export function createSealEnveloper(options: SealEnveloping): StreamStage {
  const convert = (seal: Seal): Seal | undefined => toClientSeal(seal, options);
  return {
    push(event): StreamEvent[] {
      if (event.type === 'part-start')
        return [{ ...event, part: convertPart(event.part, convert) }];
      if (event.type === 'part-end' && event.part) {
        return [{ ...event, part: convertPart(event.part, convert) }];
      }
      if (event.type !== 'part-delta' || event.delta.type !== 'seal') return [event];
      const seal = convert(event.delta.seal);
      return seal ? [{ ...event, delta: { type: 'seal', seal } }] : [];
    },
  };
}

/**
 * Names the family that minted state of an upstream's answer. Decoders name the family their
 * dialect is native to; the exchange knows better when another vendor speaks that dialect.
 *
 * @throws never
 */
export function mintedBy(seal: Seal, exchange: Exchange): Seal {
  const isGuess = seal.family === 'other' || seal.family === nativeFamilyOf(exchange.to);
  return isGuess && seal.family !== exchange.targetFamily
    ? { ...seal, family: exchange.targetFamily }
    : seal;
}

function toClientSeal(seal: Seal, { exchange, sealKey, loss }: SealEnveloping): Seal | undefined {
  const minted = mintedBy(seal, exchange);
  if (isEnvelope(seal.value) || travelsBare(minted, exchange.from, exchange.to)) return seal;
  const value = sealKey && envelopeSeal(minted, sealKey);
  if (value === undefined) {
    loss.add({
      severity: 'dropped',
      code: 'seal_dropped',
      path: '',
      detail: `state of ${minted.family}`,
    });
    return undefined;
  }
  loss.add({
    severity: 'kept',
    code: 'seal_enveloped',
    path: '',
    detail: `state of ${minted.family}`,
  });
  return { ...minted, value };
}

function travelsBare(seal: Seal, from: Dialect, to: Dialect): boolean {
  const native = nativeFamilyOf(from);
  return native === undefined ? from === to : native === seal.family;
}

function convertPart(part: Part, convert: (seal: Seal) => Seal | undefined): Part {
  const { seal, ...rest } = part;
  const own = seal && convert(seal);
  const converted: Part = seal ? { ...rest, ...(own && { seal: own }) } : part;
  if (converted.type !== 'reasoning' && converted.type !== 'compaction') return converted;
  if (converted.seals.length === 0) return converted;
  return { ...converted, seals: converted.seals.flatMap((each) => convert(each) ?? []) };
}
