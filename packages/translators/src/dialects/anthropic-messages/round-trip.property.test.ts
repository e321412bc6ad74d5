import { GatewayError, type Json, type JsonObject } from '@gateway/spec';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  decodeContext,
  encodeContext,
  wireRequest,
} from '../../../test/anthropic-messages/fixtures.ts';
import { decodeRequest } from './request-decode.ts';
import { encodeRequest } from './request-encode.ts';

const anything = fc.jsonValue({ maxDepth: 2 }) as fc.Arbitrary<Json>;

/** Members nobody knows, beside those of `model`. */
const withOddMembers = (model: fc.Arbitrary<object>): fc.Arbitrary<JsonObject> =>
  fc
    .tuple(model, fc.dictionary(fc.constantFrom('x_odd', 'signature_2', 'clear_at'), anything))
    .map(([known, odd]) => ({ ...odd, ...known }) as JsonObject);

const maybeNull = <Value>(value: fc.Arbitrary<Value>): fc.Arbitrary<Value | null> =>
  fc.option(value, { freq: 6 });

const cacheControl = maybeNull(
  fc.record(
    {
      type: fc.constantFrom('ephemeral', 'later'),
      ttl: fc.constantFrom('5m', '1h', '9h'),
      scope: anything,
    },
    { requiredKeys: ['type'] },
  ),
);

const text = withOddMembers(
  fc.record(
    {
      type: fc.constant('text'),
      text: fc.string(),
      citations: maybeNull(fc.array(fc.record({ type: fc.string(), cited_text: fc.string() }))),
      cache_control: cacheControl,
    },
    { requiredKeys: ['type', 'text'] },
  ),
);

const source = fc.oneof(
  fc.record({
    type: fc.constant('base64'),
    media_type: fc.string({ minLength: 1 }),
    data: fc.string(),
  }),
  fc.record({ type: fc.constant('url'), url: fc.string(), more: anything }),
  fc.record({ type: fc.constant('file'), file_id: fc.string() }),
  fc.record({ type: fc.constant('content'), content: fc.oneof(fc.string(), fc.array(text)) }),
  fc.record({ type: fc.constant('odd') }),
);

const media = withOddMembers(
  fc.record(
    {
      type: fc.constantFrom('image', 'document'),
      source,
      title: maybeNull(fc.string()),
      context: maybeNull(fc.string()),
      citations: maybeNull(
        fc.record({ enabled: fc.boolean(), more: anything }, { requiredKeys: [] }),
      ),
      cache_control: cacheControl,
    },
    { requiredKeys: ['type', 'source'] },
  ),
);

const toolUse = withOddMembers(
  fc.record(
    {
      type: fc.constantFrom('tool_use', 'server_tool_use', 'mcp_tool_use'),
      id: fc.string(),
      name: fc.string(),
      input: anything,
      caller: maybeNull(fc.record({ type: fc.string() })),
      cache_control: cacheControl,
    },
    { requiredKeys: ['type', 'id', 'name'] },
  ),
);

const toolResult = withOddMembers(
  fc.record(
    {
      type: fc.constantFrom('tool_result', 'web_search_tool_result'),
      tool_use_id: fc.string(),
      content: fc.oneof(fc.string(), anything, fc.array(fc.oneof(text, media))),
      is_error: maybeNull(fc.boolean()),
      cache_control: cacheControl,
    },
    { requiredKeys: ['type', 'tool_use_id'] },
  ),
);

const other = withOddMembers(
  fc.oneof(
    fc.record({
      type: fc.constant('thinking'),
      thinking: fc.string(),
      signature: fc.constant('S='),
    }),
    fc.record({ type: fc.constant('redacted_thinking'), data: fc.string() }),
    fc.record({ type: fc.constant('compaction'), content: maybeNull(fc.string()) }),
    fc.record({ type: fc.constant('container_upload'), file_id: fc.string() }),
    fc.record({ type: fc.constant('tool_reference'), tool_name: fc.string() }),
    fc.record({ type: fc.constant('brand_new'), value: anything }),
  ),
);

const message = withOddMembers(
  fc.record({
    role: fc.constantFrom('user', 'assistant', 'system'),
    content: fc.oneof(
      fc.string(),
      fc.array(fc.oneof(text, media, toolUse, toolResult, other), { maxLength: 4 }),
    ),
  }),
);

const tool = withOddMembers(
  fc.record(
    {
      type: maybeNull(fc.constantFrom('custom', 'bash_20250124', 'mcp_toolset', 'odd')),
      name: fc.string(),
      mcp_server_name: fc.string(),
      description: maybeNull(fc.string()),
      input_schema: anything,
      strict: maybeNull(fc.boolean()),
      defer_loading: maybeNull(fc.boolean()),
      cache_control: cacheControl,
    },
    { requiredKeys: ['name', 'mcp_server_name'] },
  ),
);

const request = withOddMembers(
  fc.record(
    {
      model: fc.string({ minLength: 1 }),
      messages: fc.array(message, { maxLength: 4 }),
      max_tokens: fc.nat(),
      system: maybeNull(fc.oneof(fc.string(), fc.array(text, { maxLength: 3 }))),
      tools: maybeNull(fc.array(tool, { maxLength: 3 })),
      tool_choice: maybeNull(
        fc.record(
          {
            type: fc.constantFrom('auto', 'any', 'tool', 'none', 'odd'),
            name: fc.string(),
            disable_parallel_tool_use: fc.boolean(),
          },
          { requiredKeys: ['type'] },
        ),
      ),
      thinking: maybeNull(
        fc.record(
          {
            type: fc.constantFrom('enabled', 'adaptive', 'disabled', 'odd'),
            budget_tokens: fc.nat(),
            more: anything,
          },
          { requiredKeys: ['type'] },
        ),
      ),
      output_config: maybeNull(
        fc.record(
          {
            effort: maybeNull(fc.constantFrom('low', 'max', 'odd')),
            format: maybeNull(fc.record({ type: fc.constant('json_schema'), schema: anything })),
            more: anything,
          },
          { requiredKeys: [] },
        ),
      ),
      metadata: maybeNull(
        fc.record({ user_id: maybeNull(fc.string()), more: anything }, { requiredKeys: [] }),
      ),
      stop_sequences: maybeNull(fc.array(fc.string(), { maxLength: 3 })),
      temperature: maybeNull(fc.double({ noNaN: true, noDefaultInfinity: true })),
      stream: fc.boolean(),
      service_tier: maybeNull(fc.string()),
      container: anything,
      cache_control: cacheControl,
    },
    { requiredKeys: ['model', 'messages', 'max_tokens'] },
  ),
);

describe('any request that is accepted', () => {
  it('comes back as it was, without a loss', () => {
    let accepted = 0;
    fc.assert(
      fc.property(request, (body) => {
        // What a client sends has been through JSON: no holes, no negative zero.
        const sent = JSON.parse(JSON.stringify(body)) as JsonObject;
        const options = encodeContext();
        const encoded = encodeRequest(decodeRequest(wireRequest(sent), decodeContext()), options);
        expect(encoded.body).toStrictEqual({ kind: 'json', value: sent });
        expect(options.loss.entries).toStrictEqual([]);
        accepted += 1;
      }),
      { numRuns: 800, seed: 20_261_121 },
    );
    expect(accepted).toBeGreaterThan(700);
  });
});

describe('any body at all', () => {
  it('is read, or refused with the field at fault', () => {
    const odd = fc.record(
      {
        model: anything,
        messages: fc.oneof(anything, fc.array(anything)),
        tools: anything,
        system: anything,
        thinking: anything,
        max_tokens: anything,
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(fc.oneof(odd, anything), (body) => {
        try {
          decodeRequest(wireRequest(body as Json), decodeContext());
        } catch (error) {
          expect(GatewayError.is(error) && error.code).toBe('invalid_request');
        }
      }),
      { numRuns: 400, seed: 20_261_121 },
    );
  });
});
