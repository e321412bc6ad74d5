import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createStopScanner } from './stop-scanner.ts';

const scan = (stops: readonly string[], pieces: readonly string[]) => {
  const scanner = createStopScanner(stops);
  let text = '';
  for (const piece of pieces) {
    const step = scanner.push(piece);
    text += step.text;
    if (step.stop !== undefined) return { text, stop: step.stop };
  }
  return { text: text + scanner.flush() };
};

describe('createStopScanner', () => {
  it('finds the same stop however the text is cut', () => {
    const letters = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 20 });
    const stops = fc.array(
      fc.string({ unit: fc.constantFrom('a', 'b', 'c'), minLength: 1, maxLength: 4 }),
      {
        minLength: 1,
        maxLength: 3,
      },
    );
    fc.assert(
      fc.property(letters, stops, fc.nat(), (text, wanted, at) => {
        const whole = scan(wanted, [text]);
        const place = at % (text.length + 1);
        expect(scan(wanted, [...text])).toEqual(whole);
        expect(scan(wanted, [text.slice(0, place), text.slice(place)])).toEqual(whole);
        expect(whole.stop !== undefined).toBe(wanted.some((stop) => text.includes(stop)));
        expect(text.startsWith(whole.text + (whole.stop ?? ''))).toBe(true);
        expect(wanted.some((stop) => whole.text.includes(stop))).toBe(false);
      }),
    );
  });

  it('holds back only what may become a stop string', () => {
    const scanner = createStopScanner(['</end>']);
    expect(scanner.push('text </e').text).toBe('text ');
    expect(scanner.push('nough').text).toBe('</enough');
  });
});
