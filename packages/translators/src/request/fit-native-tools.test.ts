import type { NativeTool } from '@gateway/spec';
import { describe, expect, test } from 'vitest';
import { adapt, toChat } from './testing/adapt.ts';

function native(nativeType: string, name: string, settings = {}): NativeTool {
  return { type: 'native', family: 'anthropic', nativeType, name, settings };
}

const search = native('web_search_20250305', 'web_search', {
  max_uses: 3,
  allowed_domains: ['x.test'],
  user_location: { type: 'approximate', country: 'DE' },
});

describe('tools that a provider declares', () => {
  test.each([
    ['bash_20250124', 'bash', 'command'],
    ['text_editor_20250728', 'str_replace_based_edit_tool', 'old_str'],
    ['memory_20250818', 'memory', 'old_path'],
    ['local_shell', 'local_shell', 'working_directory'],
  ])('%s becomes a function with its published schema', (type, name, property) => {
    const { request, exchange } = toChat({ tools: [native(type, name)] });
    expect(request.tools[0]).toMatchObject({
      type: 'function',
      name,
      inputSchema: { type: 'object', properties: { [property]: expect.anything() } },
    });
    expect(exchange.toolNames).toEqual({ [name]: { name, kind: 'native' } });
  });

  test('F05: web search becomes the target’s own, with its filters', () => {
    const { request, loss } = adapt(
      { tools: [search] },
      {
        from: 'anthropic-messages',
        to: 'openai-responses',
        target: { tools: { nativeTypes: ['web_search'] } },
      },
    );
    expect(request.tools).toEqual([
      {
        type: 'native',
        family: 'openai',
        nativeType: 'web_search',
        name: 'web_search',
        settings: {
          filters: { allowed_domains: ['x.test'] },
          user_location: { type: 'approximate', country: 'DE' },
        },
      },
    ]);
    expect(loss).toEqual([]);
  });

  test('web search becomes the newest dated type the target knows', () => {
    const { request } = adapt(
      { hosted: { webSearch: { user_location: { approximate: { city: 'Bonn' } } } } },
      { target: { tools: { nativeTypes: ['web_search_20250305', 'web_search_20260318'] } } },
    );
    expect(request.tools).toEqual([
      {
        type: 'native',
        family: 'anthropic',
        nativeType: 'web_search_20260318',
        name: 'web_search',
        settings: { user_location: { type: 'approximate', city: 'Bonn' } },
      },
    ]);
    expect(request.hosted).toBeUndefined();
  });

  test('web search becomes a switch of the request where that is the way', () => {
    const { request } = toChat(
      { tools: [search] },
      { target: { tools: { nativeTypes: ['web_search_options'] } } },
    );
    expect(request.tools).toEqual([]);
    expect(request.hosted?.webSearch).toEqual({
      user_location: { type: 'approximate', approximate: { country: 'DE' } },
    });
  });

  test('without a counterpart are dropped, and the choice with them', () => {
    const { request, loss } = toChat({
      tools: [search, native('computer_20250124', 'computer')],
      toolChoice: { mode: 'tool', toolName: 'computer' },
    });
    expect(request.tools).toEqual([]);
    expect(request.toolChoice).toBeUndefined();
    expect(loss.map(({ code, path }) => `${code} ${path}`)).toEqual([
      'tool_dropped tools[0]',
      'tool_dropped tools[1]',
      'tool_choice_approximated toolChoice',
    ]);
  });

  test('a tool search is not missed, because no tool is hidden', () => {
    const { loss } = toChat({ tools: [native('tool_search_tool_regex_20251119', 'search')] });
    expect(loss).toMatchObject([{ code: 'tool_dropped', severity: 'approximated' }]);
  });

  test('tool servers and unknown tools go to their own dialect only', () => {
    const tools = [
      { type: 'mcp', label: 's', settings: {} },
      { type: 'unknown', dialect: 'anthropic-messages', value: { type: 'new' } },
    ] as const;
    expect(toChat({ tools }).codes).toEqual(['tool_dropped', 'tool_dropped']);
    const same = adapt({ tools }, { from: 'anthropic-messages' });
    expect(same.request.tools).toEqual(tools);
  });

  test('stay where the target knows them or is of their family', () => {
    expect(adapt({ tools: [search] }, { from: 'anthropic-messages' }).request.tools).toEqual([
      search,
    ]);
    const listed = toChat(
      { tools: [search] },
      { target: { tools: { nativeTypes: ['web_search_20250305'] } } },
    );
    expect(listed.request.tools).toEqual([search]);
  });
});
