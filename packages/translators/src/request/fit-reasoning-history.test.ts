import type { Part, Seal } from '@gateway/spec';
import { describe, expect, test } from 'vitest';
import { envelopeSeal } from '../seal/envelope.ts';
import { adapt, assistant, call, result, text, toChat, tool, user } from './testing/adapt.ts';

const sealKey = new Uint8Array(32).fill(1);
const claude: Seal = { family: 'anthropic', form: 'signature', value: 'EqQ=' };
const gpt: Seal = { family: 'openai', form: 'encrypted', value: 'gAAAA' };
const redacted: Seal = { family: 'anthropic', form: 'redacted', value: 'secret-data' };

function thinking(words: string, ...seals: readonly Seal[]): Part {
  return { type: 'reasoning', text: words, seals, visibility: words === '' ? 'none' : 'full' };
}

function enveloped(seal: Seal): Seal {
  return { family: 'openai', form: 'encrypted', value: envelopeSeal(seal, sealKey) ?? '' };
}

describe('earlier reasoning', () => {
  test('A08: signed by Claude is dropped towards GPT, without a trace in readable fields', () => {
    const { request, codes } = toChat({
      turns: [user('a'), assistant(thinking('hm', claude), 'b'), user('c')],
    });
    expect(request.turns).toEqual([user('a'), assistant('b'), user('c')]);
    expect(codes).toEqual(['seal_dropped', 'reasoning_dropped']);
  });

  test('A09: an assistant turn of unsigned reasoning only is left out', () => {
    const { request, codes } = toChat({ turns: [user('a'), assistant(thinking('hm')), user('c')] });
    expect(request.turns).toEqual([user('a'), user('c')]);
    expect(codes).toEqual(['reasoning_dropped']);
  });

  test('A10: stays readable beside tool calls for targets that want it back', () => {
    const { request } = toChat(
      { turns: [user('a'), assistant(thinking('hm', claude), call('c1')), tool(result('c1'))] },
      { target: { reasoningFamily: 'other', reasoning: { historyField: 'reasoning_content' } } },
    );
    expect(request.turns[1]?.parts[0]).toMatchObject({ type: 'reasoning', text: 'hm', seals: [] });
  });

  test('A10: a summary is readable reasoning too', () => {
    const summary: Part = {
      type: 'reasoning',
      text: '',
      summary: ['one', 'two'],
      seals: [],
      visibility: 'summary',
    };
    const { request } = toChat(
      { turns: [user('a'), assistant(summary, 'b'), user('c')] },
      { target: { reasoning: { historyField: 'reasoning' } } },
    );
    expect(request.turns[1]?.parts[0]).toMatchObject({ text: 'one\n\ntwo' });
  });

  test('A11: redacted reasoning never gets into any text', () => {
    const { request, codes } = toChat(
      { turns: [user('a'), assistant(thinking('', redacted), 'b'), user('c')] },
      { target: { reasoning: { historyField: 'reasoning_content' } } },
    );
    expect(JSON.stringify(request)).not.toContain('secret-data');
    expect(request.turns[1]).toEqual(assistant('b'));
    expect(codes).toContain('reasoning_dropped');
  });

  test('E01: in an envelope comes back as the original signature', () => {
    const { request, loss } = adapt(
      { turns: [user('a'), assistant(thinking('hm', enveloped(claude)), 'b'), user('c')] },
      { from: 'openai-responses', context: { sealKey } },
    );
    expect(request.turns[1]?.parts[0]).toEqual(thinking('hm', claude));
    expect(loss).toEqual([]);
  });

  test('E02: of GPT is dropped towards Claude', () => {
    const { request, codes } = adapt(
      { turns: [user('a'), assistant(thinking('', gpt), 'b'), user('c')] },
      { from: 'openai-responses' },
    );
    expect(request.turns[1]).toEqual(assistant('b'));
    expect(codes).toEqual(['seal_dropped', 'reasoning_dropped']);
  });

  test('E04: redacted, in an envelope, comes back redacted', () => {
    const { request } = adapt(
      { turns: [user('a'), assistant(thinking('', enveloped(redacted)), 'b'), user('c')] },
      { from: 'openai-responses', context: { sealKey } },
    );
    expect(request.turns[1]?.parts[0]).toEqual(thinking('', redacted));
  });

  test('F02: GPT state comes back in an envelope at the same position', () => {
    const carried: Seal = { family: 'anthropic', form: 'signature', value: enveloped(gpt).value };
    const { request } = adapt(
      {
        turns: [user('a'), assistant('x', thinking('', carried), call('c1')), tool(result('c1'))],
      },
      { from: 'anthropic-messages', to: 'openai-responses', context: { sealKey } },
    );
    expect(request.turns[1]?.parts).toEqual([text('x'), thinking('', gpt), call('c1')]);
  });

  test('F03: Claude signatures are dropped towards Responses', () => {
    const { request, codes } = adapt(
      { turns: [user('a'), assistant(thinking('hm', claude), 'b'), user('c')] },
      { from: 'anthropic-messages', to: 'openai-responses' },
    );
    expect(request.turns[1]).toEqual(assistant('b'));
    expect(codes).toContain('seal_dropped');
  });

  test('in an envelope that cannot be opened loses its seal', () => {
    const forged: Seal = { ...claude, value: 'gw1.anthropic.signature..AAAA.AAAA' };
    for (const context of [{ sealKey }, {}]) {
      const { request, codes } = adapt(
        { turns: [user('a'), assistant(thinking('hm', forged), 'b'), user('c')] },
        { context, target: { reasoning: { historyField: 'reasoning_content' } } },
      );
      expect(request.turns[1]?.parts[0]).toEqual(thinking('hm'));
      expect(codes).toEqual(['seal_dropped']);
    }
  });

  test('keeps state on other parts only for its own family', () => {
    const seal: Seal = { family: 'google', form: 'thought-signature', value: 'sig' };
    const turns = [user('a'), assistant(call('c1', { seal })), tool(result('c1'))];
    expect(adapt({ turns }).request.turns[1]).toEqual(assistant(call('c1')));
    const kept = adapt({ turns }, { target: { reasoningFamily: 'google' } });
    expect(kept.request.turns[1]).toEqual(assistant(call('c1', { seal })));
  });

  test('within one dialect stays byte for byte', () => {
    const turns = [user('a'), assistant(thinking('hm \n', claude), call('c1')), tool(result('c1'))];
    const { request, loss } = adapt({ turns }, { from: 'anthropic-messages' });
    expect(request.turns).toBe(turns);
    expect(loss).toEqual([]);
  });

  test('without a seal stays for other families behind the Messages dialect', () => {
    const turns = [user('a'), assistant(thinking('hm'), 'b'), user('c')];
    const setting = {
      from: 'anthropic-messages',
      target: { reasoningFamily: 'moonshot' },
    } as const;
    expect(adapt({ turns }, setting).request.turns).toBe(turns);
  });
});

describe('reasoning kept by tool-call id', () => {
  const stored: Seal = { ...claude, reasoningText: 'I look.' };
  const turns = [user('a'), assistant('Looking.', call('c1')), tool(result('c1'))];

  test('returns in front of its call when the family fits', () => {
    const { request } = adapt({ turns }, { context: { seals: new Map([['c1', [stored]]]) } });
    expect(request.turns[1]?.parts).toEqual([
      thinking('I look.', claude),
      text('Looking.'),
      call('c1'),
    ]);
  });

  test('stays away from other families', () => {
    const { request } = toChat({ turns }, { context: { seals: new Map([['c1', [stored]]]) } });
    expect(request.turns[1]).toEqual(assistant('Looking.', call('c1')));
  });

  test('replaces what the client echoed without a seal', () => {
    const echoed = [user('a'), assistant(thinking('I look.'), call('c1')), tool(result('c1'))];
    const { request, codes } = adapt(
      { turns: echoed },
      { context: { seals: new Map([['c1', [stored]]]) } },
    );
    expect(request.turns[1]?.parts).toEqual([thinking('I look.', claude), call('c1')]);
    expect(codes).toEqual([]);
  });

  test('returns once for several calls of one turn, and under its old id', () => {
    const kept = new Map([
      ['a:1', [stored]],
      ['a:2', [stored]],
    ]);
    const { request } = adapt(
      {
        turns: [user('a'), assistant(call('a:1'), call('a:2')), tool(result('a:1'), result('a:2'))],
      },
      { context: { seals: kept } },
    );
    expect(request.turns[1]?.parts.map(({ type }) => type)).toEqual([
      'reasoning',
      'tool-call',
      'tool-call',
    ]);
  });

  test('returns onto the call itself where it sat there', () => {
    const signature: Seal = { family: 'google', form: 'thought-signature', value: 'sig' };
    const { request } = adapt(
      { turns },
      {
        to: 'gemini',
        target: { reasoningFamily: 'google' },
        context: { seals: new Map([['c1', [signature]]]) },
      },
    );
    expect(request.turns[1]?.parts[1]).toEqual(call('c1', { seal: signature }));
  });

  test('returns as plain text where no state came with it', () => {
    const plain: Seal = { family: 'other', form: 'signature', value: '', reasoningText: 'I look.' };
    const { request } = toChat(
      { turns },
      {
        target: { reasoningFamily: 'other', reasoning: { historyField: 'reasoning_content' } },
        context: { seals: new Map([['c1', [plain]]]) },
      },
    );
    expect(request.turns[1]?.parts[0]).toEqual(thinking('I look.'));
  });
});
