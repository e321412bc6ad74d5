import { createSseDecoder, parseJson } from '@gateway/protocols';
import {
  messagesCountSchema,
  messagesErrorSchema,
  messagesRequestSchema,
  messagesResponseSchema,
  messagesStreamEventSchema,
} from '@gateway/protocols/schemas/anthropic-messages';
import {
  chatChunkSchema,
  chatErrorSchema,
  chatRequestSchema,
  chatResponseSchema,
} from '@gateway/protocols/schemas/openai-chat';
import { describe, expect, it } from 'vitest';
import { loadFixtures, type RecordedExchange, recordedBytes } from '../src/replay/index.ts';

interface Checked {
  /** Issues of a value; empty where it fits. */
  safeParse(value: unknown): { readonly success: boolean; readonly error?: unknown };
}

interface Schemas {
  readonly path: string;
  readonly request: Checked;
  readonly response: Checked;
  readonly event: Checked;
  readonly error: Checked;
}

const protocols: Readonly<Record<string, Schemas>> = {
  'openai-chat': {
    path: '/chat/completions',
    request: chatRequestSchema,
    response: chatResponseSchema,
    event: chatChunkSchema,
    error: chatErrorSchema,
  },
  'anthropic-messages': {
    path: '/messages',
    request: messagesRequestSchema,
    response: messagesResponseSchema,
    event: messagesStreamEventSchema,
    error: messagesErrorSchema,
  },
};

const readEvents = ({ response }: RecordedExchange): unknown[] =>
  createSseDecoder()
    .push(recordedBytes(response))
    .filter(({ data }) => data.startsWith('{'))
    .map(({ data }) => parseJson(data));

/** What of an exchange has a schema, each with the schema it must fit. */
const toChecks = (
  exchange: RecordedExchange,
  schemas: Schemas,
): (readonly [Checked, unknown])[] => {
  const { request, response } = exchange;
  if (exchange.auxiliary || !(request?.path ?? schemas.path).includes(schemas.path)) return [];
  const good = request?.path.includes('/count_tokens') ? messagesCountSchema : schemas.response;
  const answer = response.status < 400 ? good : schemas.error;
  const isObject = typeof response.body === 'object' && response.body !== null;
  return [
    // What the vendor refused need not fit.
    ...(request && response.status < 400 ? [[schemas.request, request.body] as const] : []),
    ...(isObject ? [[answer, response.body] as const] : []),
    ...readEvents(exchange).map((event) => [schemas.event, event] as const),
  ];
};

describe.each(Object.entries(protocols))('the schemas of %s', (protocol, schemas) => {
  it('take everything that was recorded', () => {
    const refused: unknown[] = [];
    let count = 0;
    for (const { id, exchanges } of loadFixtures(protocol)) {
      for (const [schema, value] of exchanges.flatMap((one) => toChecks(one, schemas))) {
        const { success, error } = schema.safeParse(value);
        count += 1;
        if (!success) refused.push({ id, why: String(error) });
      }
    }
    expect(refused).toEqual([]);
    expect(count).toBeGreaterThan(1_000);
  });
});
