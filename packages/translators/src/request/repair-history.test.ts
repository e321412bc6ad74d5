import type { Part, Turn } from '@gateway/spec';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  adapt,
  assistant,
  call,
  refusal,
  result,
  system,
  text,
  toChat,
  tool,
  user,
} from './testing/adapt.ts';

const missing = {
  isError: true,
  toolName: 'look',
  content: [text('No result: the call was interrupted before it finished.')],
};

describe('a conversation towards another dialect', () => {
  test('C01: keeps the order of parallel results', () => {
    const turns = [
      user('a'),
      assistant(call('c1'), call('c2')),
      tool(result('c2')),
      tool(result('c1')),
    ];
    const { request, codes } = adapt({ turns });
    expect(request.turns).toEqual(turns);
    expect(codes).toEqual([]);
  });

  test('C02, A03: keeps user text behind the results', () => {
    const turns = [user('a'), assistant(call('c1')), tool(result('c1')), user('and now?')];
    expect(adapt({ turns }).request.turns).toEqual(turns);
  });

  test('C04: keeps the first of two results for one call', () => {
    const { request, loss } = adapt({
      turns: [
        user('a'),
        assistant(call('c1')),
        tool(result('c1')),
        tool(result('c1', { content: [text('again')] })),
        user('b'),
      ],
    });
    expect(request.turns).toEqual([
      user('a'),
      assistant(call('c1')),
      tool(result('c1')),
      user('b'),
    ]);
    expect(loss).toMatchObject([{ code: 'history_repaired', severity: 'dropped' }]);
  });

  test('G27: loses results without a call', () => {
    const { request, codes } = adapt({ turns: [user('a'), tool(result('c9')), user('b')] });
    expect(request.turns).toEqual([user('a'), user('b')]);
    expect(codes).toEqual(['history_repaired']);
  });

  test('E06, G02: has results moved right behind their calls', () => {
    const { request, codes } = adapt({
      turns: [user('a'), assistant(call('c1')), user('wait'), tool(result('c1')), user('b')],
    });
    expect(request.turns).toEqual([
      user('a'),
      assistant(call('c1')),
      tool(result('c1')),
      user('wait'),
      user('b'),
    ]);
    expect(codes).toEqual(['history_repaired']);
  });

  test('has calls without a result answered by a failure where the target insists', () => {
    const turns = [user('a'), assistant(call('c1'), call('c2')), tool(result('c1')), user('b')];
    const { request, codes } = adapt({ turns });
    expect(request.turns).toEqual([...turns.slice(0, 3), tool(result('c2', missing)), user('b')]);
    expect(codes).toEqual(['history_repaired']);
    expect(toChat({ turns }).request.turns).toEqual(turns);
  });

  test('that ends with a call to the client’s own tool is refused', () => {
    const call1 = call('c1', { wire: { dialect: 'openai-chat', path: 'messages[1]' } });
    const error = refusal({ turns: [user('a'), assistant(call1)] });
    expect(error).toMatchObject({ code: 'invalid_request', param: 'messages[1]' });
  });

  test('C06: of system text only gets a minimal user turn', () => {
    const { request, codes } = adapt({ turns: [system('be brief')] });
    expect(request.turns).toEqual([system('be brief'), user('Continue.')]);
    expect(codes).toEqual(['history_repaired']);
  });

  test('H06: that the assistant opens gets a user turn where the target wants one', () => {
    const turns = [assistant('hi'), user('a')];
    expect(adapt({ turns }).request.turns[0]).toEqual(user('Continue.'));
    expect(toChat({ turns }).request.turns).toEqual(turns);
  });

  test('C15: loses empty texts and messages', () => {
    const { request, codes } = adapt({
      turns: [user('a'), assistant(''), user(' \n', 'b'), assistant()],
    });
    expect(request.turns).toEqual([user('a'), user('b')]);
    expect(codes).toEqual(['text_trimmed', 'history_repaired']);
  });

  test('C14: has white space trimmed from the end of a prefill', () => {
    const { request, codes } = adapt({ turns: [user('a'), assistant('The answer: ')] });
    expect(request.turns[1]).toEqual(assistant('The answer:'));
    expect(codes).toEqual(['text_trimmed']);
  });

  test('G28: keeps rounds apart that use an id twice', () => {
    const { request } = adapt({
      turns: [
        user('a'),
        assistant(call('c1')),
        tool(result('c1', { content: [text('one')] })),
        assistant(call('c1')),
        tool(result('c1', { content: [text('two')] })),
      ],
    });
    const ids = request.turns.flatMap((turn) => turn.parts.flatMap(idOf));
    expect(ids[0]).toBe('c1');
    expect(ids[1]).toBe('c1');
    expect(ids[2]).not.toBe('c1');
    expect(ids[3]).toBe(ids[2]);
    expect(request.turns[4]?.parts[0]).toMatchObject({ content: [text('two')] });
  });

  test('within one dialect is left alone when part of it is stored elsewhere', () => {
    const turns = [tool(result('c1'))];
    const { request, codes } = adapt(
      { turns, continuity: { previousResponseId: 'resp_1' } },
      {
        from: 'openai-responses',
        to: 'openai-responses',
        target: { tools: { requiresResults: true } },
      },
    );
    expect(request.turns).toBe(turns);
    expect(codes).toEqual([]);
  });

  test('ends with every call answered exactly once, right behind it', () => {
    fc.assert(
      fc.property(fc.array(randomTurn, { maxLength: 12 }), (turns) => {
        const { request } = adapt({ turns: [...turns, user('go on')] });
        expectPaired(request.turns);
      }),
    );
  });
});

const id = fc.constantFrom('c1', 'c2', 'c.3');
const randomTurn: fc.Arbitrary<Turn> = fc.oneof(
  fc.constant(user('u')),
  fc.constant(system('s')),
  fc.array(id, { maxLength: 3 }).map((ids) => assistant('x', ...ids.map((i) => call(i)))),
  fc.array(id, { minLength: 1, maxLength: 3 }).map((ids) => tool(...ids.map((i) => result(i)))),
);

function idOf(part: Part): string[] {
  return part.type === 'tool-call' || part.type === 'tool-result' ? [part.toolCallId] : [];
}

function expectPaired(turns: readonly Turn[]): void {
  const seen = new Set<string>();
  for (let at = 0; at < turns.length; at += 1) {
    const turn = turns[at];
    if (turn?.role === 'tool') throw new Error('a result stands alone');
    const calls = turn?.parts.filter((p) => p.type === 'tool-call').flatMap(idOf) ?? [];
    for (const one of calls) expect(seen.has(one)).toBe(false);
    for (const one of calls) seen.add(one);
    const results: string[] = [];
    while (turns[at + 1]?.role === 'tool') {
      at += 1;
      results.push(...(turns[at]?.parts.flatMap(idOf) ?? []));
    }
    expect(results.toSorted()).toEqual(calls.toSorted());
  }
}
