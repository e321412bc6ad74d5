import { expect, it } from 'vitest';
import { explainBody } from './explain-body.ts';

const encode = (text: string) => new TextEncoder().encode(text);

it.each([
  ['', 'The request body is empty. Send a JSON object.'],
  ['[1]', 'The request body must be a JSON object.'],
  ['"text"', 'The request body must be a JSON object.'],
  ['{"model":"a",}', 'The request body is not valid JSON: look at character 14.'],
  ['{"model":"a"', 'The request body is not valid JSON: it ends too early.'],
  ['{"secret":"s3cr3t" x}', 'The request body is not valid JSON: look at character 20.'],
])('%s', (body, message) => {
  expect(explainBody(encode(body))).toBe(message);
});

it('knows a compressed body that does not say so', () => {
  expect(explainBody(Uint8Array.of(0x1f, 0x8b, 8, 0))).toMatch(/content-encoding/);
});
