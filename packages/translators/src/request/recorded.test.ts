import { type Dialect, isJsonObject, type JsonObject, mergeTargetProfile } from '@gateway/spec';
import { loadFixtures } from '@gateway/testkit/replay';
import { describe, expect, test } from 'vitest';
import { getCodec } from '../get-codec.ts';
import { createLossRecorder } from '../loss-recorder.ts';
import { translateRequest } from '../translate-request.ts';
import { adaptRequest } from './adapt-request.ts';
import { openProfile } from './testing/open-profile.ts';

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

describe.each([
  { dialect: 'openai-chat', reasoningFamily: 'openai' },
  { dialect: 'anthropic-messages', reasoningFamily: 'anthropic' },
] as const)('recorded requests within $dialect', ({ dialect, reasoningFamily }) => {
  test('are not touched for a target that takes everything', () => {
    const codec = getCodec(dialect);
    const context = { newId: (prefix: string) => prefix, nowMs: 0 };
    const target = mergeTargetProfile(openProfile, {
      reasoningFamily,
      reasoning: { historyField: 'reasoning_content', style: reasoningStyles[dialect] },
    });
    for (const value of recordedRequests(dialect).filter(hasMessages)) {
      const loss = createLossRecorder();
      const wire = { operation: 'generate', model: 'm', stream: false } as const;
      const body = { kind: 'json', value } as const;
      const request = codec.decodeRequest({ ...wire, body }, { context, loss });
      const pathOf = (field: string) => field;
      const options = { from: dialect, to: dialect, target, context, loss, pathOf };
      expect(adaptRequest(request, options).request).toEqual(request);
      expect(loss.entries).toEqual([]);
    }
  });
});

function hasMessages(request: JsonObject): boolean {
  const messages = request['messages'];
  return Array.isArray(messages) && messages.length > 0;
}

const reasoningStyles = { 'openai-chat': 'effort', 'anthropic-messages': 'adaptive' } as const;
