import { expect, test } from 'vitest';
import { defineProvider } from './provider.ts';

const provider = defineProvider({
  contract: 1,
  id: 'example',
  name: 'Example',
  auth: { kind: 'none' },
  endpoints: { generate: { dialect: 'openai-chat', method: 'POST', path: '/chat' } },
  headers: { 'x-one': '1' },
  reasoningFamily: () => 'other',
  sources: [],
});

test('a definition is frozen through and through', () => {
  expect(Object.isFrozen(provider)).toBe(true);
  expect(Object.isFrozen(provider.endpoints.generate)).toBe(true);
  expect(() => Object.assign(provider.headers, { 'x-one': '2' })).toThrow(TypeError);
});

test('a definition is frozen also below what is frozen already', () => {
  const environment = Object.freeze({ apiKey: ['EXAMPLE_KEY'] });
  defineProvider({ ...provider, environment });
  expect(Object.isFrozen(environment.apiKey)).toBe(true);
});
