import type { Seal } from '@gateway/spec';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { envelopeSeal, isEnvelope, maxEnvelopeChars, openEnvelope } from './envelope.ts';

const key = new Uint8Array(32).fill(7);
const seal: Seal = {
  family: 'anthropic',
  form: 'signature',
  value: 'ErUB+/abc==',
  model: 'claude-x',
};

describe('envelopes of reasoning state', () => {
  test('give back exactly what was packed', () => {
    fc.assert(
      fc.property(
        fc.string({ minLength: 1, unit: 'grapheme' }),
        fc.constantFrom('signature', 'redacted', 'encrypted') satisfies fc.Arbitrary<Seal['form']>,
        (value, form) => {
          const packed = envelopeSeal({ family: 'google', form, value }, key);
          if (value.startsWith('gw1.')) return packed === undefined;
          expect(openEnvelope(packed ?? '', key)).toEqual({ family: 'google', form, value });
          return true;
        },
      ),
    );
  });

  test('are printable and recognisable', () => {
    const packed = envelopeSeal(seal, key) ?? '';
    expect(packed).toMatch(/^gw1\.anthropic\.signature\.[\w-]+\.[\w-]+\.[\w-]{22}$/);
    expect(isEnvelope(packed)).toBe(true);
    expect(openEnvelope(packed, key)).toEqual(seal);
  });

  test('with any character changed are refused', () => {
    const packed = envelopeSeal(seal, key) ?? '';
    for (let at = 0; at < packed.length; at += 1) {
      const other = packed[at] === 'A' ? 'B' : 'A';
      const forged = packed.slice(0, at) + other + packed.slice(at + 1);
      // The last character of unpadded base64 has unused bits, so it may decode to the same tag.
      if (at === packed.length - 1) continue;
      expect(openEnvelope(forged, key)).toBeUndefined();
    }
  });

  test('of another key are refused', () => {
    const packed = envelopeSeal(seal, new Uint8Array(32).fill(8)) ?? '';
    expect(openEnvelope(packed, key)).toBeUndefined();
  });

  test('are never nested', () => {
    const packed = envelopeSeal(seal, key) ?? '';
    expect(envelopeSeal({ ...seal, value: packed }, key)).toBeUndefined();
  });

  test('are never over-long', () => {
    const value = 'x'.repeat(maxEnvelopeChars);
    expect(envelopeSeal({ ...seal, value }, key)).toBeUndefined();
    expect(openEnvelope(`gw1.${value}`, key)).toBeUndefined();
  });

  test('leave out model names that are too long to carry', () => {
    const packed = envelopeSeal({ ...seal, model: 'm'.repeat(65) }, key) ?? '';
    expect(openEnvelope(packed, key)).toEqual({
      family: 'anthropic',
      form: 'signature',
      value: seal.value,
    });
  });
});
