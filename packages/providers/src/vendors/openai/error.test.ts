import { expect, it } from 'vitest';
import { classifyError } from './error.ts';

it('blames the model and not the key when a project may not use a model', () => {
  const body = '{"error":{"message":"Project has no access","code":"model_not_found"}}';
  expect(classifyError({ status: 403, headers: {}, body })).toBe('upstream_model_missing');
  expect(classifyError({ status: 403, headers: {}, body: '{}' })).toBeUndefined();
});
