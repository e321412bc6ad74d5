import type { FunctionTool, GenerateRequest, Media, Part } from '@gateway/spec';
import { describe, expect, test } from 'vitest';
import { estimateInputTokens } from './estimate-input-tokens.ts';

function request(parts: readonly Part[], more: Partial<GenerateRequest> = {}): GenerateRequest {
  return { model: 'm', stream: false, turns: [{ role: 'user', parts }], tools: [], ...more };
}

/** What a part adds to an otherwise equal request. */
function added(part: Part, options: Parameters<typeof estimateInputTokens>[1] = {}): number {
  return estimateInputTokens(request([part]), options) - estimateInputTokens(request([]), options);
}

/** A PNG of 1000 by 750 pixels, as far as its first bytes go. */
const png: Media = {
  source: 'inline',
  mediaType: 'image/png',
  base64: btoa('\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\x03\xe8\0\0\x02\xee'),
};

const inline = (mediaType: string, bytes: string): Media => ({
  source: 'inline',
  mediaType,
  base64: btoa(bytes),
});

describe('the input tokens of a request', () => {
  test('are at least one', () => {
    const empty = { model: 'm', stream: false, turns: [], tools: [] };
    expect(estimateInputTokens(empty, { countText: () => 0 })).toBeGreaterThanOrEqual(1);
  });

  test('of images follow their area for Claude, tiles for others', () => {
    const image: Part = { type: 'image', media: png };
    expect(added(image, { family: 'anthropic' })).toBe(1000);
    expect(added(image, { family: 'openai' })).toBe(85 + 4 * 170);
    expect(added({ ...image, detail: 'low' })).toBe(85);
    expect(added(image, { family: 'google' })).toBe(2 * 258);
  });

  test('of images of unknown size are those of large ones', () => {
    const image: Part = { type: 'image', media: { source: 'url', url: 'https://x.test/a.png' } };
    expect(added(image, { family: 'anthropic' })).toBe(1600);
    expect(added(image)).toBe(85 + 6 * 170);
  });

  test('of a PDF go by its pages, not by its bytes', () => {
    const pages = '/Type /Page\n/Type /Pages\n/Type/Page\n';
    const media = inline('application/pdf', `%PDF-1.4 ${pages}${'x'.repeat(1000)}`);
    expect(added({ type: 'file', media }, { family: 'anthropic' })).toBeGreaterThanOrEqual(4000);
    expect(added({ type: 'file', media }, { family: 'anthropic' })).toBeLessThan(4100);
  });

  test('of text files go by their words', () => {
    const words = 'hello there '.repeat(50);
    const file: Part = { type: 'file', media: inline('text/plain', words) };
    const text: Part = { type: 'text', text: words };
    expect(added(file)).toBeGreaterThanOrEqual(added(text));
    expect(added(file)).toBeLessThan(added(text) + 5);
  });

  test('of tools count once for having any, and each by its schema', () => {
    const tool: FunctionTool = {
      type: 'function',
      name: 'look',
      inputSchema: { type: 'object', properties: { path: { type: 'string' } } },
    };
    const options = { family: 'anthropic' } as const;
    const [none = 0, one = 0, two = 0] = [[], [tool], [tool, tool]].map((tools) =>
      estimateInputTokens(request([], { tools }), options),
    );
    expect(one - none).toBeGreaterThan(500);
    expect(two - one).toBeGreaterThan(30);
    expect(two - one).toBeLessThan(100);
  });

  test('of every kind of part are counted', () => {
    const words = 'some words to be counted here';
    const text: Part = { type: 'text', text: words };
    const parts: readonly Part[] = [
      text,
      { type: 'refusal', text: words },
      { type: 'reasoning', text: words, seals: [], visibility: 'full' },
      {
        type: 'reasoning',
        text: '',
        seals: [{ family: 'openai', form: 'encrypted', value: 'x'.repeat(60) }],
        visibility: 'none',
      },
      {
        type: 'tool-call',
        toolCallId: 'c',
        toolName: 'look',
        inputFormat: 'json',
        input: { text: words },
      },
      { type: 'tool-result', toolCallId: 'c', isError: false, content: [text] },
      { type: 'search-result', title: words, source: 's', content: [text] },
      {
        type: 'provider-tool',
        toolCallId: 'c',
        toolName: 't',
        family: 'openai',
        stage: 'both',
        native: { dialect: 'openai-responses', value: { words } },
      },
      { type: 'compaction', text: words, seals: [] },
      { type: 'unknown', dialect: 'gemini', value: { words } },
      { type: 'toolset-change', change: 'reveal', names: [words] },
      { type: 'approval', reference: 'r' },
      { type: 'reference', family: 'openai', kind: 'item', reference: 'r' },
      { type: 'audio', media: inline('audio/wav', 'x'.repeat(20_000)) },
      { type: 'video', media: { source: 'url', url: 'https://x.test/a.mp4' } },
    ];
    for (const part of parts) expect(added(part), part.type).toBeGreaterThanOrEqual(6);
  });

  test('use a given tokeniser, and a factor learnt from usage', () => {
    const text: Part = { type: 'text', text: 'hello' };
    expect(added(text, { countText: () => 1000 })).toBe(1000);
    const plain = estimateInputTokens(request([text]));
    expect(estimateInputTokens(request([text]), { factor: 1.5 })).toBeCloseTo(1.5 * plain, -0.5);
  });
});
