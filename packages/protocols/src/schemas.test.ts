import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { messagesRequestSchema } from './anthropic-messages/schema.ts';
import { chatChunkSchema, chatRequestSchema, chatResponseSchema } from './openai-chat/schema.ts';

describe('wire schemas', () => {
  it('take loose requests and keep unknown keys', () => {
    const body = { model: 'm', messages: [{ role: 'user', content: 'x', future: 1 }], other: {} };
    expect(chatRequestSchema.parse(body)).toEqual(body);
    expect(messagesRequestSchema.parse(body)).toEqual(body);
  });

  it('refuse requests without what they cannot do without', () => {
    expect(chatRequestSchema.safeParse({ model: 'm', messages: [] }).success).toBe(false);
    expect(chatRequestSchema.safeParse({ messages: [{ role: 'user' }] }).success).toBe(false);
    expect(messagesRequestSchema.safeParse({ model: 'm' }).success).toBe(false);
  });

  it('take answers with nulls where there should be values', () => {
    expect(chatChunkSchema.safeParse({ choices: null, usage: null }).success).toBe(true);
    const choice = { index: 0, finish_reason: '', message: { content: null, tool_calls: null } };
    expect(chatResponseSchema.safeParse({ choices: [choice] }).success).toBe(true);
  });

  it('stay out of the main entry, which must not load zod', () => {
    const entry = readFileSync(new URL('./index.ts', import.meta.url), 'utf8');
    const fromSchemas = entry.match(/export [^;]*?from '[^']*schema\.ts'/g) ?? [];
    expect(fromSchemas).toHaveLength(2);
    for (const line of fromSchemas) expect(line).toMatch(/^export type /);
  });
});
