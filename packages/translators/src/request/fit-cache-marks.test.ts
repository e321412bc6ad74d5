import type { CacheMark, FunctionTool } from '@gateway/spec';
import { describe, expect, test } from 'vitest';
import {
  adapt,
  result,
  assistant,
  call,
  system,
  text,
  toChat,
  tool,
  user,
} from './testing/adapt.ts';

const schema = { type: 'object', properties: {} };

function marked(name: string, ttl?: CacheMark['ttl']) {
  return text(name, { cache: ttl ? { ttl } : {} });
}

function fn(name: string, cache?: CacheMark): FunctionTool {
  return { type: 'function', name, inputSchema: schema, ...(cache && { cache }) };
}

/** Texts and tools that still have a mark, in order. */
function marksOf({ request }: ReturnType<typeof adapt>): readonly string[] {
  return [
    ...request.tools.flatMap((t) => (t.type === 'function' && t.cache ? [t.name] : [])),
    ...request.turns.flatMap(({ parts }) =>
      parts.flatMap((part) => (part.type === 'text' && part.cache ? [part.text] : [])),
    ),
  ];
}

describe('cache marks', () => {
  const turns = [
    system(marked('s1'), marked('s2')),
    user(marked('m1'), marked('m2'), marked('m3')),
  ];

  test('C08: beyond four go, but those of tools, system and the last messages', () => {
    const adapted = adapt({ tools: [fn('t1', {})], turns });
    expect(marksOf(adapted)).toEqual(['t1', 's2', 'm2', 'm3']);
    expect(adapted.loss.map(({ code, path }) => `${code} ${path}`)).toEqual([
      'cache_mark_dropped turns[0].parts[0]',
      'cache_mark_dropped turns[1].parts[0]',
    ]);
  });

  test('C08: a mark of the whole request takes one place', () => {
    const adapted = adapt({ turns, cache: { automatic: {} } }, { from: 'anthropic-messages' });
    expect(marksOf(adapted)).toEqual(['s2', 'm2', 'm3']);
  });

  test('F07: all go where the target takes none', () => {
    const adapted = toChat(
      { tools: [fn('t1', {})], turns: [user(marked('m'))], cache: { automatic: {} } },
      { target: { limits: { maxCacheMarks: 0 } } },
    );
    expect(marksOf(adapted)).toEqual([]);
    expect(adapted.request).not.toHaveProperty('cache');
    expect(adapted.codes).toEqual([
      'cache_mark_dropped',
      'cache_mark_dropped',
      'cache_mark_dropped',
    ]);
  });

  test('C09: an hour after five minutes becomes five minutes', () => {
    const { request, codes } = adapt({
      turns: [system(marked('s', '5m')), user(marked('m', '1h'))],
    });
    expect(request.turns[1]).toEqual(user(marked('m', '5m')));
    expect(codes).toEqual(['cache_mark_approximated']);
  });

  test('C09: five minutes after an hour stay', () => {
    const turns = [system(marked('s', '1h')), user(marked('m'))];
    const { request, codes } = adapt({ turns });
    expect(request.turns).toEqual(turns);
    expect(codes).toEqual([]);
  });

  test('lifetimes the target does not know become the nearest', () => {
    const { request } = adapt({ turns: [system(marked('s', '24h')), user(marked('m', '30m'))] });
    expect(request.turns).toEqual([system(marked('s', '1h')), user(marked('m', '5m'))]);
  });

  test('inside tool results count too', () => {
    const content = [marked('r')];
    const { request } = toChat(
      { turns: [user('a'), assistant(call('c1')), tool(result('c1', { content }))] },
      { target: { limits: { maxCacheMarks: 0 } } },
    );
    expect(request.turns[2]?.parts[0]).toMatchObject({ content: [text('r')] });
  });
});
