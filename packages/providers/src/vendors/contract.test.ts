import { readdirSync } from 'node:fs';
import { operations, reasoningFamilies, type TargetProfileOverrides } from '@gateway/spec';
import { describe, expect, it } from 'vitest';
import { isForbiddenFromClient, isReservedHeader } from '../executor/header-rules.ts';
import { findProvider, providers } from '../providers.ts';

const folders = readdirSync(new URL('.', import.meta.url), { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && !entry.name.startsWith('_'))
  .map((entry) => entry.name)
  .toSorted();

const models = [
  'gpt-4o',
  'gpt-5.4',
  'gpt-99',
  'o3-mini',
  'claude-opus-4-6',
  'claude-future-9',
  'llama-3.3-70b',
  'deepseek-chat',
  'anthropic/claude-opus-4-7',
  '',
  'x'.repeat(10_000),
];

/** Facts that every profile must keep to, whatever the model. */
const checkProfile = (profile: TargetProfileOverrides): void => {
  const { reasoning, limits, tools } = profile;
  if (reasoning?.style === 'none') expect(reasoning.efforts ?? []).toEqual([]);
  if (reasoning?.style === 'effort' || reasoning?.style === 'adaptive') {
    expect(reasoning.efforts?.length).toBeGreaterThan(0);
  }
  const { contextTokens, maxOutputTokens } = limits ?? {};
  if (contextTokens && maxOutputTokens) expect(maxOutputTokens).toBeLessThan(contextTokens);
  if (tools?.callIdPattern !== undefined)
    expect(() => new RegExp(tools.callIdPattern ?? '')).not.toThrow();
};

describe('the registry', () => {
  it('holds one provider per folder, under the name of the folder', () => {
    expect(providers.map((provider) => provider.id).toSorted()).toEqual(folders);
  });

  it('has an example model for every vendor with an address of its own', () => {
    const named = providers.filter((provider) => provider.baseUrl !== undefined);
    expect(named.length).toBeGreaterThan(0);
    for (const { exampleModel } of named) expect(exampleModel).toMatch(/\S/);
  });

  it('finds providers by their ids, those of plugins first', () => {
    expect(findProvider('openai')?.name).toBe('OpenAI');
    expect(findProvider('nobody')).toBeUndefined();
    const [first] = providers;
    if (!first) throw new Error('the registry is empty');
    const plugin = { ...first, id: 'openai', name: 'Mine' };
    expect(findProvider('openai', [plugin])?.name).toBe('Mine');
  });
});

describe.each(providers.map((provider) => [provider.id, provider] as const))(
  '%s',
  (_id, provider) => {
    it('is frozen through and through', () => {
      expect(Object.isFrozen(provider)).toBe(true);
      expect(Object.isFrozen(provider.endpoints)).toBe(true);
      expect(Object.isFrozen(provider.endpoints.generate)).toBe(true);
    });

    it('names its address, its operations and its sources', () => {
      if (provider.baseUrl !== undefined) {
        expect(provider.baseUrl).toMatch(/^https:\/\/[^?#]*[^/]$/);
      }
      expect(
        Object.keys(provider.endpoints).every((name) => operations.includes(name as never)),
      ).toBe(true);
      expect(provider.endpoints.generate?.path).toMatch(/^\//);
      expect(provider.sources.length).toBeGreaterThan(0);
      for (const source of provider.sources)
        expect(source).toMatch(/^https:\/\/.+, read \d{4}-\d\d-\d\d$/);
    });

    it('names an example that is one of its own models', () => {
      const { exampleModel, modelPatterns = ['*'] } = provider;
      if (exampleModel === undefined) return;
      const fits = (pattern: string) =>
        pattern.endsWith('*') ? exampleModel.startsWith(pattern.slice(0, -1)) : false;
      expect(modelPatterns.some(fits)).toBe(true);
    });

    it('passes and sets no header that only the gateway or a client may set', () => {
      for (const name of provider.passHeaders ?? []) {
        expect(name).toBe(name.toLowerCase());
        expect(isForbiddenFromClient(name)).toBe(false);
      }
      for (const name of Object.keys(provider.headers ?? {})) {
        expect(name).toBe(name.toLowerCase());
        expect(isReservedHeader(name)).toBe(false);
      }
    });

    it('describes any model without failing, always the same way', () => {
      for (const model of models) {
        expect(provider.profile?.(model)).toEqual(provider.profile?.(model));
        checkProfile(provider.profile?.(model) ?? {});
        expect(reasoningFamilies).toContain(provider.reasoningFamily(model));
      }
    });

    it('leaves failures it knows nothing of to the shared rules', () => {
      const classify = provider.classifyError ?? (() => undefined);
      expect(classify({ status: 500, headers: {}, body: '' })).toBeUndefined();
      expect(classify({ status: 429, headers: {}, body: '{"error":{}}' })).toBeUndefined();
    });
  },
);
