import { describe, expect, it } from 'vitest';
import { createHarness, messagesBody, pick } from './harness.ts';

const path = '/v1/messages/count_tokens';
const body = (model: string) => ({
  model,
  system: 'Be brief.',
  messages: messagesBody().messages,
});

describe('counting tokens', () => {
  it('asks the upstream where it can count', async () => {
    const harness = createHarness();
    const answer = await harness.run(`${path}?beta=true`, { body: body('messages') });
    expect(answer.status).toBe(200);
    expect(pick(answer.json, 'input_tokens')).toBeGreaterThan(0);
    expect(answer.headers['x-gateway-count']).toBeUndefined();
    expect(harness.sent[0]?.url).toContain('count_tokens');
    expect(harness.sent[0]?.url).toContain('beta=true');
    expect(await harness.rows()).toMatchObject([
      { operation: 'count', status: 200, tier: 'P', usageCertainty: 'none', inputTokens: 0 },
    ]);
  });

  it('estimates where the upstream has no such operation, and says so', async () => {
    const harness = createHarness();
    const answer = await harness.run(path, { body: body('chat') });
    expect(answer.status).toBe(200);
    expect(pick(answer.json, 'input_tokens')).toBeGreaterThan(0);
    expect(answer.headers['x-gateway-count']).toBe('estimated');
    expect(harness.sent).toEqual([]);
    expect(await harness.rows()).toMatchObject([{ operation: 'count', status: 200 }]);
  });

  it.each(['not-found', 'rate-limit', 'server', 'overloaded', 'credential'] as const)(
    'estimates when the upstream answers %s, and holds it against nobody',
    async (kind) => {
      const harness = createHarness({
        script: ({ route }) => (route === 'count-tokens' ? { error: { kind } } : undefined),
      });
      const answer = await harness.run(path, { body: body('messages') });
      expect(answer.status).toBe(200);
      expect(answer.headers['x-gateway-count']).toBe('estimated');
      expect(answer.headers['x-gateway-target']).toBeUndefined();
      await harness.run('/v1/messages', { body: messagesBody() });
      expect(harness.sent.at(-1)?.url).toContain('messages-a');
    },
  );

  it('refuses a model that nobody serves, in the dialect', async () => {
    const harness = createHarness();
    const answer = await harness.run(path, { body: body('nobody/has-this') });
    expect(answer.status).toBe(404);
    expect(answer.json).toMatchObject({ type: 'error', error: { type: 'not_found_error' } });
    expect(await harness.rows()).toMatchObject([{ status: 404, errorCode: 'model_not_found' }]);
  });

  it.each([
    ['messages', { model: 'chat' }],
    ['messages', { model: 'chat', messages: 'Hi' }],
    ['messages[0].role', { model: 'chat', messages: [{ role: 'nobody', content: 'Hi' }] }],
    ['tools[0]', { model: 'chat', messages: [], tools: [1] }],
  ])('refuses what it cannot read, naming %s, before it estimates', async (field, request) => {
    const answer = await createHarness().run(path, { body: request });
    expect(answer.status).toBe(400);
    expect(answer.json).toMatchObject({ error: { type: 'invalid_request_error' } });
    expect(pick(answer.json, 'error', 'message')).toContain(field);
  });

  it('leaves a refusal of the request a refusal', async () => {
    const harness = createHarness({ script: () => ({ error: { kind: 'invalid' } }) });
    expect((await harness.run(path, { body: body('messages') })).status).toBe(400);
    expect((await harness.run(path, { body: { messages: [] } })).status).toBe(400);
  });

  it('counts many at once in both ways', async () => {
    const harness = createHarness();
    const models = ['messages', 'chat', 'messages', 'chat', 'messages', 'chat'];
    const answers = await Promise.all(
      models.map((model) => harness.run(path, { body: body(model) })),
    );
    expect(answers.map(({ status }) => status)).toEqual(models.map(() => 200));
    expect(await harness.rows()).toHaveLength(models.length);
  });
});
