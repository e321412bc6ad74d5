import { describe, expect, test } from 'vitest';
import { createCalibration } from './create-calibration.ts';

describe('a calibration', () => {
  test('knows nothing at first', () => {
    expect(createCalibration().factorOf('m')).toBe(1);
  });

  test('moves towards what was really counted', () => {
    const calibration = createCalibration({ weight: 0.5 });
    calibration.learn('m', 1000, 1200);
    expect(calibration.factorOf('m')).toBeCloseTo(1.2);
    calibration.learn('m', 1000, 1000);
    expect(calibration.factorOf('m')).toBeCloseTo(1.1);
    expect(calibration.factorOf('other')).toBe(1);
  });

  test('stays within bounds, whatever it is told', () => {
    const calibration = createCalibration();
    calibration.learn('high', 100, 1_000_000);
    calibration.learn('low', 1_000_000, 100);
    expect(calibration.factorOf('high')).toBe(1.6);
    expect(calibration.factorOf('low')).toBe(0.7);
  });

  test('does not learn from requests that are nearly all overhead', () => {
    const calibration = createCalibration();
    calibration.learn('m', 10, 99);
    expect(calibration.factorOf('m')).toBe(1);
  });

  test('forgets the key it heard of longest ago', () => {
    const calibration = createCalibration({ maxKeys: 2 });
    calibration.learn('a', 100, 120);
    calibration.learn('b', 100, 120);
    calibration.learn('a', 100, 120);
    calibration.learn('c', 100, 120);
    expect(['a', 'b', 'c'].map((key) => calibration.factorOf(key))).toEqual([1.2, 1, 1.2]);
  });
});
