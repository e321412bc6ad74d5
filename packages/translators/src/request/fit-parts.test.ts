import type { FunctionTool, Part } from '@gateway/spec';
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

const schema = { type: 'object', properties: {} };
const own = 'anthropic-messages';
const providerTool: Part = {
  type: 'provider-tool',
  toolCallId: 's1',
  toolName: 'web_search',
  family: 'anthropic',
  stage: 'both',
  native: { dialect: own, value: { type: 'server_tool_use' } },
};

function fn(name: string, more: Partial<FunctionTool> = {}): FunctionTool {
  return { type: 'function', name, inputSchema: schema, ...more };
}

/** Parts of the first user turn after adapting to chat. */
function said(...parts: readonly Part[]) {
  const { request, codes, loss } = toChat({ turns: [user('a', ...parts)] });
  return { parts: request.turns[0]?.parts.slice(1), codes, loss };
}

describe('parts that only one dialect knows', () => {
  test('use of a provider-run tool is dropped', () => {
    expect(said(providerTool)).toMatchObject({ parts: [], codes: ['part_dropped'] });
  });

  test('approvals and files kept elsewhere are dropped', () => {
    const upload: Part = {
      type: 'reference',
      family: 'anthropic',
      kind: 'container-upload',
      reference: 'file_1',
    };
    expect(said({ type: 'approval', reference: 'r' }, upload).parts).toEqual([]);
  });

  test('an item stored elsewhere is refused', () => {
    const item: Part = { type: 'reference', family: 'openai', kind: 'item', reference: 'msg_1' };
    const error = refusal({ turns: [user(item)] }, { from: 'openai-responses' });
    expect(error).toMatchObject({ code: 'state_missing', param: 'turns[0].parts[0]' });
  });

  test('a search result becomes text with its source', () => {
    const { parts, codes } = said({
      type: 'search-result',
      title: 'T',
      source: 'https://x.test',
      content: [text('found')],
    });
    expect(parts).toEqual([text('T\nSource: https://x.test'), text('found')]);
    expect(codes).toEqual(['citation_dropped']);
  });

  test('a compaction becomes text, or goes where it is opaque', () => {
    expect(said({ type: 'compaction', text: 'so far', seals: [] })).toMatchObject({
      parts: [text('so far')],
      loss: [{ code: 'part_dropped', severity: 'approximated' }],
    });
    expect(said({ type: 'compaction', seals: [] }).parts).toEqual([]);
  });

  test('a refusal becomes text where it is no content of its own', () => {
    const turns = [user('a'), assistant({ type: 'refusal', text: 'No.' }), user('b')];
    expect(adapt({ turns }).request.turns[1]).toEqual(assistant('No.'));
    const responses = adapt({ turns }, { to: 'openai-responses' });
    expect(responses.request.turns).toEqual(turns);
  });

  test('an unknown part goes, but is JSON text inside a tool result', () => {
    const unknown: Part = { type: 'unknown', dialect: own, value: { type: 'new', n: 1 } };
    expect(said(unknown)).toMatchObject({ parts: [], codes: ['unknown_part_dropped'] });
    const { request, codes } = toChat({
      turns: [user('a'), assistant(call('c1')), tool(result('c1', { content: [unknown] }))],
    });
    expect(request.turns[2]).toEqual(
      tool(result('c1', { content: [text('{"type":"new","n":1}')] })),
    );
    expect(codes).toEqual(['tool_result_approximated']);
  });

  test('citations of earlier answers go', () => {
    const cited = text('x', {
      citations: [{ unit: 'block', native: { dialect: own, value: {} } }],
    });
    expect(said(cited)).toMatchObject({ parts: [text('x')], codes: ['citation_dropped'] });
  });

  test('all stay within one dialect', () => {
    const turns = [user('a', providerTool, { type: 'approval', reference: 'r' })];
    const { request, codes } = adapt({ turns }, { from: own });
    expect(request.turns).toBe(turns);
    expect(codes).toEqual([]);
  });
});

describe('tools found or added in mid-conversation', () => {
  test('A18: a tool reference names the tool in words, and no tool is deferred', () => {
    const { request, codes } = toChat(
      {
        tools: [fn('Read', { deferLoading: true }), fn('mcp.git', { deferLoading: true })],
        turns: [
          user('a'),
          assistant(call('c1')),
          tool(
            result('c1', {
              content: [{ type: 'toolset-change', change: 'reveal', names: ['mcp.git'] }],
            }),
          ),
        ],
      },
      { target: { tools: { deferLoading: false, namePattern: '[a-z_A-Z]+' } } },
    );
    expect(request.tools).toEqual([fn('Read'), fn('mcp_git')]);
    expect(request.turns[2]?.parts[0]).toMatchObject({ content: [text('Tool found: mcp_git')] });
    expect(codes).toEqual(['tool_name_changed', 'tool_reference_as_text']);
  });

  test('E10: added tools join the declared ones, which win', () => {
    const { request, codes } = adapt(
      {
        tools: [fn('a', { description: 'first' })],
        turns: [user('a', { type: 'toolset-change', change: 'add', add: [fn('a'), fn('b')] })],
      },
      { from: 'openai-responses' },
    );
    expect(request.tools).toEqual([fn('a', { description: 'first' }), fn('b')]);
    expect(codes).toEqual(['tool_dropped']);
  });

  test('removals are reported', () => {
    expect(said({ type: 'toolset-change', change: 'remove', names: ['a'] })).toMatchObject({
      parts: [],
      codes: ['part_dropped'],
    });
  });

  test('deferred tools stay deferred where the target knows that', () => {
    const tools = [fn('Read', { deferLoading: true })];
    expect(adapt({ tools }, { from: own }).request.tools).toEqual(tools);
  });
});

describe('system text', () => {
  const attribution = text('x-anthropic-billing-header: cc_version=1; cch=abc;');

  test('A01: loses the attribution line of Claude Code, and keeps the rest', () => {
    const turns = [system(attribution, 'be brief'), user('a')];
    const { request, loss } = toChat({ turns });
    expect(request.turns[0]).toEqual(system('be brief'));
    expect(loss).toMatchObject([{ code: 'part_dropped', severity: 'approximated' }]);
    expect(adapt({ turns }, { from: own }).request.turns).toBe(turns);
  });

  test('A02: in mid-conversation becomes a marked user turn', () => {
    const { request, codes } = toChat(
      { turns: [system('one'), user('a'), system('two'), assistant('b'), user('c')] },
      { target: { messages: { midConversationSystem: false } } },
    );
    expect(request.turns).toEqual([
      system('one'),
      user('a'),
      user('<system-reminder>\ntwo\n</system-reminder>'),
      assistant('b'),
      user('c'),
    ]);
    expect(codes).toEqual(['system_moved']);
  });

  test('A02: never comes between a call and its results', () => {
    const { request } = toChat(
      {
        turns: [
          user('a'),
          assistant(call('c1'), call('c2')),
          system('s'),
          tool(result('c1')),
          system('t'),
          tool(result('c2')),
        ],
      },
      { target: { messages: { midConversationSystem: false } } },
    );
    expect(request.turns.map(({ role }) => role)).toEqual([
      'user',
      'assistant',
      'tool',
      'tool',
      'user',
      'user',
    ]);
  });

  test('C05: of several messages stays several turns in order', () => {
    const turns = [system('one'), system('two'), user('a')];
    expect(adapt({ turns }).request.turns).toEqual(turns);
  });
});

describe('failed tools', () => {
  test('A24: are failures in words where the dialect has no mark', () => {
    const turns = [
      user('a'),
      assistant(call('c1'), call('c2'), call('c3')),
      tool(
        result('c1', { isError: true, content: [text('no such file')] }),
        result('c2', { isError: true, content: [text('Error: denied')] }),
        result('c3', { isError: true, content: [] }),
      ),
    ];
    const { request, codes } = toChat({ turns });
    const texts = request.turns[2]?.parts.map((part) =>
      part.type === 'tool-result' && part.content[0]?.type === 'text' ? part.content[0].text : '',
    );
    expect(texts).toEqual(['Error: no such file', 'Error: denied', 'Error:']);
    expect(new Set(codes)).toEqual(new Set(['tool_result_approximated']));
    expect(adapt({ turns }).request.turns).toEqual(turns);
  });
});

describe('arguments of earlier calls', () => {
  test('that are no object are wrapped where they must be one', () => {
    const turns = (input: string) => [
      user('a'),
      assistant(call('c1', { input: { text: input } })),
      tool(result('c1')),
    ];
    const wrapped = adapt({ turns: turns('{"a":') });
    expect(wrapped.request.turns[1]?.parts[0]).toMatchObject({
      input: { text: '{"input":"{\\"a\\":"}' },
    });
    expect(wrapped.codes).toEqual(['tool_input_wrapped']);
    for (const kept of ['{ "n": 12345678901234567890 }', '']) {
      expect(adapt({ turns: turns(kept) }).request.turns).toEqual(turns(kept));
    }
    expect(toChat({ turns: turns('[1]') }).request.turns).toEqual(turns('[1]'));
  });
});
