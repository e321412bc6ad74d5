import type { Json, JsonObject } from '@gateway/spec';
import { type Fixture, loadFixtures, type RecordedExchange } from '@gateway/testkit/replay';
import { describe, expect, it } from 'vitest';
import { createHarness, testConfig } from './harness.ts';

const surfaces = [
  { protocol: 'openai-chat', provider: 'chat-a', path: '/v1/chat/completions' },
  { protocol: 'anthropic-messages', provider: 'messages-a', path: '/v1/messages' },
] as const;

interface Case {
  readonly name: string;
  readonly request: JsonObject;
  readonly model: string;
  readonly response: RecordedExchange['response'];
}

const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Recorded exchanges that ask for an answer. */
function casesOf(fixture: Fixture): Case[] {
  return fixture.exchanges.flatMap(({ request, response, auxiliary }, at) => {
    if (!request || auxiliary || !isObject(request.body)) return [];
    const { model } = request.body;
    if (typeof model !== 'string' || !/(completions|messages)(\?|$)/.test(request.path)) return [];
    return [{ name: `${fixture.id} #${at}`, request: request.body, model, response }];
  });
}

const bytesOf = (text: string) => new TextEncoder().encode(text);
const textOf = (body: unknown) =>
  body instanceof Uint8Array ? new TextDecoder().decode(body) : String(body);

const configFor = (provider: string, publicName: string, model: string) => ({
  ...testConfig,
  models: { [publicName]: `${provider}/${model}` },
});

/** Sends a body as it is and gives back what reached the upstream and what reached the client. */
async function pass(
  { path, provider }: (typeof surfaces)[number],
  options: { publicName: string; model: string; body: string; response: Case['response'] },
) {
  const { publicName, model, body, response } = options;
  const text = response.sse ?? JSON.stringify(response.body, null, 1);
  const mediaType = response.sse === undefined ? 'application/json' : 'text/event-stream';
  const harness = createHarness({
    config: configFor(provider, publicName, model),
    script: () => ({
      wire: { status: 200, headers: { 'content-type': mediaType }, body: bytesOf(text) },
      chunkSizes: [7, 61, 1, 333],
    }),
  });
  const answer = await harness.run(path, { raw: bytesOf(body) });
  return { answer, sentText: textOf(harness.sent[0]?.body), upstreamText: text, harness };
}

const asksForUsage = (request: JsonObject) =>
  isObject(request['stream_options']) && request['stream_options']['include_usage'] === true;

/** What a client that did not ask for usage gets to see: written independently of the product. */
function withoutUsage(stream: string): string {
  const frames = stream.split(/(?<=\n\n|\r\n\r\n)/);
  return frames
    .filter((frame) => {
      const data = /^data: ?(\{.*\})\s*$/m.exec(frame)?.[1];
      if (data === undefined) return true;
      const chunk = JSON.parse(data) as { usage?: unknown; choices?: unknown[] };
      return !(chunk.usage && chunk.choices?.length === 0);
    })
    .map((frame) => frame.replace(/,\s*"usage":\s*null/, '').replace(/"usage":\s*null\s*,/, ''))
    .join('');
}

/** Puts a member into a JSON text without touching the rest. */
const withUsageWish = (text: string, request: JsonObject): string => {
  const wished = JSON.parse(text) as JsonObject;
  const options = isObject(request['stream_options']) ? request['stream_options'] : {};
  return JSON.stringify({ ...wished, stream_options: { ...options, include_usage: true } });
};

describe.each(surfaces)('recorded $protocol traffic', (surface) => {
  const cases = loadFixtures(surface.protocol).flatMap(casesOf);
  const isChat = surface.protocol === 'openai-chat';

  it('is there', () => {
    expect(cases.length).toBeGreaterThan(20);
  });

  it('reaches the upstream byte for byte, but for the wish for usage', async () => {
    for (const { name, request, model, response } of cases) {
      const body = `\n ${JSON.stringify(request, null, 2)} \n`;
      const { sentText } = await pass(surface, { publicName: model, model, body, response });
      const hidden = isChat && request['stream'] === true && !asksForUsage(request);
      if (!hidden) expect(sentText, name).toBe(body);
      else {
        expect(JSON.parse(sentText), name).toEqual(JSON.parse(withUsageWish(body, request)));
        // Taking the wish out again leaves the client's bytes.
        const rest = sentText.replace(
          /,?\s*"stream_options":\s*\{\s*"include_usage":\s*true\s*\}/,
          '',
        );
        if (request['stream_options'] === undefined) expect(rest, name).toBe(body);
      }
    }
  });

  it('reaches the upstream with nothing changed but the model, where the upstream calls it otherwise', async () => {
    for (const { name, request, model, response } of cases) {
      const renamed = { ...request, model: 'our-name' };
      const body = JSON.stringify(renamed, null, 3);
      const { sentText } = await pass(surface, { publicName: 'our-name', model, body, response });
      const sent = JSON.parse(sentText) as JsonObject;
      expect(sent['model'], name).toBe(model);
      const hidden = isChat && request['stream'] === true && !asksForUsage(request);
      if (!hidden) {
        const expected = body.replace('"model": "our-name"', `"model": ${JSON.stringify(model)}`);
        expect(sentText, name).toBe(expected);
      }
    }
  });

  it('reaches the client byte for byte, but for usage it did not ask for', async () => {
    let compared = 0;
    for (const { name, request, model, response } of cases) {
      if (response.status !== 200 || (response.sse === undefined && response.body === undefined))
        continue;
      const isStream = response.sse !== undefined;
      const body = JSON.stringify({ ...request, stream: isStream });
      const { answer, upstreamText } = await pass(surface, {
        publicName: model,
        model,
        body,
        response,
      });
      const hidden = isChat && isStream && !asksForUsage(request);
      expect(answer.status, name).toBe(200);
      expect(answer.text, name).toBe(hidden ? withoutUsage(upstreamText) : upstreamText);
      compared += 1;
    }
    expect(compared).toBeGreaterThan(20);
  });
});
