import { type Dialect, isJsonObject, type JsonObject } from '@gateway/spec';
import { loadFixtures } from '@gateway/testkit/replay';
import { describe, expect, test } from 'vitest';
import { translateRequest } from '../translate-request.ts';

/** Refusals that a recorded request may meet at a target with conservative defaults. */
const honestRefusals = ['unsupported', 'state_missing', 'invalid_request'];

function recordedRequests(dialect: Dialect): readonly JsonObject[] {
  return loadFixtures(dialect)
    .flatMap(({ exchanges }) => exchanges)
    .flatMap(({ request }) => (isJsonObject(request?.body) ? [request.body] : []));
}

describe.each([
  { from: 'openai-chat', to: 'anthropic-messages' },
  { from: 'anthropic-messages', to: 'openai-chat' },
] as const)('recorded requests from $from to $to', ({ from, to }) => {
  const requests = recordedRequests(from);

  test('are translated, or refused by name', () => {
    const results = requests.map((request) => translateRequest({ from, to, request }));
    const refused = results.filter((result) => !result.ok);
    for (const { error } of refused) {
      expect(honestRefusals).toContain(error.code);
      expect(error.param).toBeDefined();
    }
    expect(refused.length).toBeLessThan(requests.length / 10);
  });

  test('become what the target takes without another change', () => {
    for (const request of requests) {
      const first = translateRequest({ from, to, request });
      if (!first.ok || first.request.body.kind !== 'json') continue;
      const body = first.request.body.value;
      const second = translateRequest({ from: to, to, request: body as JsonObject });
      expect(second).toMatchObject({ ok: true, loss: [] });
      expect(second.ok && second.request.body).toEqual({ kind: 'json', value: body });
    }
  });
});
