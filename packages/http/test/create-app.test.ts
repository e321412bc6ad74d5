import { createGateway, routeTable } from '@gateway/core';
import { createSystemClock } from '@gateway/testkit/clock';
import { createSimulator, createSimulatorTransport } from '@gateway/testkit/simulator';
import { describe, expect, it } from 'vitest';
import { createApp } from '../src/create-app.ts';

function setUp() {
  const clock = createSystemClock();
  const gateway = createGateway({
    config: {
      providers: {
        up: { vendor: 'anthropic-compatible', baseUrl: 'https://up.example', models: ['a/b'] },
      },
      keys: [{ name: 'test', key: 'test-key-0123456789' }],
    },
    transport: createSimulatorTransport(createSimulator({ clock }), clock),
  });
  return { gateway, app: createApp(gateway) };
}

const headers = { 'x-api-key': 'test-key-0123456789', 'anthropic-version': '2023-06-01' };

describe('the app', () => {
  it('serves nothing that the route table does not declare, with a realm and a permission', () => {
    const { app } = setUp();
    const declared = routeTable.map(
      ({ method, pattern }) => `${method} ${pattern.replace('{id+}', ':id{.+}')}`,
    );
    const mounted = app.routes.map(({ method, path }) => `${method} ${path}`);
    expect(mounted.toSorted()).toEqual(declared.toSorted());
    for (const route of routeTable) {
      expect(route.realm, route.pattern).toMatch(/^(public|data)$/);
      expect(route.permission, route.pattern).toMatch(/^\w+:\w+$/);
    }
  });

  it('denies what needs a key, on every route but the public ones', async () => {
    const { app } = setUp();
    for (const { method, pattern, realm } of routeTable) {
      const path = pattern.replace('{id+}', 'up/a/b');
      const response = await app.request(path, { method });
      expect(response.status, path).toBe(realm === 'public' ? 200 : 401);
    }
  });

  it('answers through Web requests on any runtime', async () => {
    const { app } = setUp();
    const body = { model: 'up/a/b', max_tokens: 5, messages: [{ role: 'user', content: 'Hi' }] };
    const response = await app.request('/v1/messages/', {
      method: 'POST',
      headers,
      body: JSON.stringify(body),
    });
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({ type: 'message', role: 'assistant' });
  });

  it('takes model ids with slashes, raw and encoded', async () => {
    const { app } = setUp();
    for (const path of ['/v1/models/up/a/b', '/v1/models/up%2Fa%2Fb', '/v1/v1/models/up/a%2Fb']) {
      const response = await app.request(path, { headers });
      expect(await response.json(), path).toMatchObject({ id: 'up/a/b' });
    }
  });

  it('answers unknown addresses as JSON', async () => {
    const { app } = setUp();
    const response = await app.request('/somewhere', { headers });
    expect(response.status).toBe(404);
    expect(await response.json()).toMatchObject({ type: 'error' });
  });
});
