import type { GenerateRequest, WireNotes } from '@gateway/spec';
import { describe, expect, test } from 'vitest';
import { adapt, refusal, text, toChat, user } from './testing/adapt.ts';

describe('who asks', () => {
  test('C21: the caller’s own user goes along and wins over the safety id', () => {
    const both = adapt({ identity: { user: 'u', safetyIdentifier: 's', metadata: { a: 'b' } } });
    expect(both.request.identity).toEqual({ user: 'u' });
    const one = adapt({ identity: { safetyIdentifier: 's' } });
    expect(one.request.identity).toEqual({ user: 's' });
    expect([...both.codes, ...one.codes]).toEqual([]);
  });

  test('labels stay only where they are understood', () => {
    const identity = { metadata: { a: 'b' } };
    const same = { from: 'openai-chat', to: 'openai-chat' } as const;
    expect(adapt({ identity }, same).request.identity).toEqual(identity);
    const lean = adapt({ identity }, { ...same, target: { messages: { metadata: false } } });
    expect(lean.request).not.toHaveProperty('identity');
  });
});

describe('quality of service', () => {
  test('F08: fast is priority', () => {
    expect(toChat({ serving: { speed: 'fast' } }).request.serving).toEqual({ tier: 'priority' });
  });

  test('tiers of the same meaning are translated, others dropped', () => {
    expect(adapt({ serving: { tier: 'default' } }).request.serving).toEqual({
      tier: 'standard_only',
    });
    const flex = adapt({ serving: { tier: 'flex' } });
    expect(flex).toMatchObject({ codes: ['field_dropped'] });
    expect(flex.request).not.toHaveProperty('serving');
  });

  test('speed and region that cannot be had are reported', () => {
    const { loss } = toChat(
      { serving: { speed: 'fast', region: 'eu' } },
      { target: { messages: { serviceTier: false } } },
    );
    expect(loss.map(({ path }) => path)).toEqual(['serving.speed', 'serving.region']);
  });
});

describe('stored state', () => {
  test('a message thread is refused so that the client sends the whole conversation', () => {
    const error = refusal(
      { continuity: { thread: { type: 'create' } } },
      { from: 'anthropic-messages', to: 'openai-chat' },
    );
    expect(error).toMatchObject({
      code: 'invalid_request',
      nativeCode: 'thread_unsupported_request',
      param: 'continuity.thread',
    });
  });

  test.each([{ previousResponseId: 'resp_1' }, { conversation: 'conv_1' }])(
    'a conversation stored elsewhere is refused: %o',
    (continuity) => {
      const error = refusal({ continuity }, { from: 'openai-responses' });
      expect(error).toMatchObject({
        code: 'state_missing',
        nativeCode: 'previous_response_not_found',
      });
    },
  );

  test('an answer in the background is refused', () => {
    const error = refusal({ continuity: { background: true } }, { from: 'openai-responses' });
    expect(error.code).toBe('unsupported');
  });

  test('A19: containers and context management go, and the request succeeds', () => {
    const { request, loss } = toChat({
      continuity: { container: 'c', contextManagement: { edits: [] } },
      wire: { dialect: 'anthropic-messages', extra: { diagnostics: {} } },
    });
    expect(request).not.toHaveProperty('continuity');
    expect(loss.map(({ code, path }) => `${code} ${path}`)).toEqual([
      'field_dropped continuity.container',
      'field_dropped continuity.contextManagement',
    ]);
  });

  test('storing is asked for only where it is understood', () => {
    const same = { from: 'openai-chat', to: 'openai-chat' } as const;
    const target = { messages: { store: false } };
    const dropped = adapt({ continuity: { store: true } }, { ...same, target });
    expect(dropped.codes).toEqual(['field_dropped']);
    expect(adapt({ continuity: { store: false } }, { ...same, target }).codes).toEqual([]);
  });
});

describe('settings of one vendor', () => {
  test('are reported and left out elsewhere', () => {
    const { request, loss } = toChat(
      {
        betas: ['a-2025', 'b-2025'],
        safety: [],
        hosted: { mcpServers: [] },
        cache: { key: 'k', retention: '24h', options: {} },
        output: { verbosity: 'low', modalities: ['audio'], audio: {} },
      },
      { target: { messages: { promptCacheKey: false }, output: { verbosity: false } } },
    );
    expect(loss.map(({ code, path }) => `${code} ${path}`)).toEqual([
      'field_dropped cache.key',
      'field_dropped cache.retention',
      'field_dropped cache.options',
      'field_dropped output.verbosity',
      'field_dropped output.modalities',
      'beta_dropped betas',
      'field_dropped safety',
      'field_dropped hosted.mcpServers',
    ]);
    for (const gone of ['betas', 'safety', 'hosted', 'cache', 'output']) {
      expect(request).not.toHaveProperty(gone);
    }
  });

  test('stay within one dialect', () => {
    const part: Partial<GenerateRequest> = {
      betas: ['a-2025'],
      continuity: { thread: {}, container: 'c' },
      hosted: { mcpServers: [] },
    };
    const { request, codes } = adapt(part, { from: 'anthropic-messages' });
    expect(request).toMatchObject(part);
    expect(codes).toEqual([]);
  });
});

describe('unknown fields', () => {
  const wire: WireNotes = {
    dialect: 'openai-chat',
    path: 'messages[0].content[0]',
    extra: { novel: 1, empty: null, status: 'completed' },
  };

  test('are reported and left out towards another dialect', () => {
    const { request, loss } = adapt({ turns: [{ role: 'user', parts: [text('a', { wire })] }] });
    expect(loss).toMatchObject([
      {
        severity: 'dropped',
        code: 'unknown_field_dropped',
        path: 'messages[0].content[0].novel',
      },
    ]);
    expect(request.turns[0]?.parts[0]?.wire).not.toHaveProperty('extra');
  });

  test('stay within one dialect', () => {
    const turns = [{ ...user('a'), wire }];
    const { request } = adapt({ turns }, { from: 'openai-chat', to: 'openai-chat' });
    expect(request.turns).toBe(turns);
  });
});

describe('strict translation', () => {
  test('refuses what would be dropped, naming code and place', () => {
    const error = refusal({ betas: ['a'] }, { context: { strict: true } });
    expect(error).toMatchObject({ code: 'unsupported', param: 'betas' });
    expect(error.message).toContain('beta_dropped');
  });

  test('lets pass what is kept or approximated', () => {
    const { codes } = adapt({ limits: {} }, { context: { strict: true } });
    expect(codes).toEqual(['limit_defaulted']);
  });
});
