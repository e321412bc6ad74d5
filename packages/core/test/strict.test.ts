import { describe, expect, it } from 'vitest';
import { chatBody, createHarness, messagesBody, pick, testConfig } from './harness.ts';

const config = { ...testConfig, translation: { strict: true } };
const messagesPath = '/v1/messages';
const lossy = (model: string) => messagesBody({ model, top_k: 5 });

describe('strict translation', () => {
  it('passes over targets that cannot be told all of a request', async () => {
    const models = { both: { targets: ['chat-a/m', 'messages-b/m'] } };
    const harness = createHarness({ config: { ...config, models } });
    const answer = await harness.run(messagesPath, { body: lossy('both') });
    expect(answer.headers['x-gateway-target']).toBe('messages-b/m');
    expect(answer.headers['x-gateway-attempts']).toBe('1');
    const whole = await harness.run(messagesPath, { body: messagesBody({ model: 'both' }) });
    expect(whole.headers['x-gateway-target']).toBe('chat-a/m');
  });

  it('refuses with the place where no target is left, and asks nobody', async () => {
    const harness = createHarness({ config });
    const answer = await harness.run(messagesPath, { body: lossy('chat') });
    expect(answer.status).toBe(400);
    expect(pick(answer.json, 'error', 'message')).toMatch(/top_k/);
    expect(harness.sent).toEqual([]);
    expect(await harness.rows()).toMatchObject([{ status: 400, errorCode: 'unsupported' }]);
  });

  it('leaves requests of the same dialect as they are, whatever they hold', async () => {
    const harness = createHarness({ config });
    const body = messagesBody({ top_k: 5, what_is_this: true });
    expect((await harness.run(messagesPath, { body })).status).toBe(200);
  });

  it('does not hide what is wrong with a request in itself', async () => {
    const harness = createHarness({ config });
    const body = chatBody({ model: 'messages', messages: 'none' });
    const answer = await harness.run('/v1/chat/completions', { body });
    expect(answer.status).toBe(400);
    expect(pick(answer.json, 'error', 'message')).toMatch(/messages/);
    expect(await harness.rows()).toMatchObject([{ errorCode: 'invalid_request' }]);
  });

  it('is off unless asked for', async () => {
    const harness = createHarness();
    const answer = await harness.run(messagesPath, { body: lossy('chat') });
    expect(answer.status).toBe(200);
    expect(answer.headers['x-gateway-loss']).toMatch(/=1/);
  });
});
