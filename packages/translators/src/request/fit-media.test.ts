import type { FilePart, ImagePart, Part } from '@gateway/spec';
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

const png: ImagePart = {
  type: 'image',
  media: { source: 'inline', mediaType: 'image/png', base64: 'iVBORw0KGgoAAAAN' },
};
const linked: ImagePart = { type: 'image', media: { source: 'url', url: 'https://x.test/a.png' } };
const pdf: FilePart = {
  type: 'file',
  media: { source: 'inline', mediaType: 'application/pdf', base64: 'JVBERi0x' },
  filename: 'a.pdf',
};
const notes: FilePart = {
  type: 'file',
  media: { source: 'text', mediaType: 'text/plain', text: 'line' },
  title: 'Notes',
  context: 'from Monday',
};

describe('media in a user turn', () => {
  test('stay where the target takes them', () => {
    const turns = [user('look', png, linked, pdf)];
    expect(adapt({ turns }).request.turns).toEqual(turns);
  });

  test.each<[string, Part]>([
    ['image', png],
    ['file', pdf],
    ['audio', { type: 'audio', media: { source: 'inline', mediaType: 'audio/wav', base64: '' } }],
    ['video', { type: 'video', media: { source: 'url', url: 'https://x.test/a.mp4' } }],
  ])('of kind %s are refused where the target cannot take them', (kind, part) => {
    const error = refusal({ turns: [user('a', part)] }, { target: { input: { [kind]: false } } });
    expect(error).toMatchObject({ code: 'unsupported', param: 'turns[0].parts[1]' });
  });

  test('by address are refused where the target does not fetch', () => {
    const error = refusal({ turns: [user(linked)] }, { target: { input: { imageUrl: false } } });
    expect(error.code).toBe('unsupported');
  });

  test('kept by another provider are refused, kept by this one stay', () => {
    const media = { source: 'file-id', owner: 'openai', id: 'file_1' } as const;
    const turns = [user({ type: 'image', media })];
    expect(refusal({ turns }).code).toBe('unsupported');
    expect(adapt({ turns }, { to: 'openai-responses' }).request.turns).toEqual(turns);
  });

  test('of a type the dialect does not take are refused', () => {
    const media = { source: 'inline', mediaType: 'image/tiff', base64: 'SUkq' } as const;
    expect(refusal({ turns: [user({ type: 'image', media })] }).code).toBe('unsupported');
  });

  test('without a media type get the one their bytes show', () => {
    const media = { source: 'inline', mediaType: '', base64: '/9j/4AAQ' } as const;
    const { request } = adapt({ turns: [user({ type: 'image', media })] }, { from: 'ollama-chat' });
    expect(request.turns[0]?.parts[0]).toMatchObject({ media: { mediaType: 'image/jpeg' } });
  });

  test('G09: in original detail are sent in high detail where that is all there is', () => {
    const { request } = adapt(
      { turns: [user({ ...png, detail: 'original' })] },
      { from: 'openai-responses', to: 'openai-chat' },
    );
    expect(request.turns[0]?.parts[0]).toMatchObject({ detail: 'high' });
  });
});

describe('files', () => {
  test('of text become text where the dialect has no text files', () => {
    const { request } = toChat({ turns: [user(notes)] });
    expect(request.turns[0]).toEqual(user('Notes\n\nfrom Monday\n\nline'));
  });

  test('of text stay text files where the dialect has them', () => {
    const inline = { source: 'inline', mediaType: 'text/plain', base64: 'w6RiYw==' } as const;
    const { request } = adapt({ turns: [user({ type: 'file', media: inline })] });
    expect(request.turns[0]?.parts[0]).toEqual({
      type: 'file',
      media: { source: 'text', mediaType: 'text/plain', text: 'äbc' },
    });
  });

  test('F06: of PDF keep their bytes and get their title as a name', () => {
    const { filename: _, ...unnamed } = pdf;
    const { request, codes } = toChat({
      turns: [user({ ...unnamed, title: 'a.pdf', context: 'x', citations: true })],
    });
    expect(request.turns[0]).toEqual(user(pdf));
    expect(codes).toEqual(['citation_dropped', 'field_dropped']);
  });

  test('by address are refused where the dialect has no place for that', () => {
    const media = { source: 'url', url: 'https://x.test/a.pdf' } as const;
    const turns = [user({ type: 'file', media } satisfies Part)];
    expect(refusal({ turns }, { from: 'anthropic-messages', to: 'openai-chat' }).code).toBe(
      'unsupported',
    );
  });
});

describe('media of tool results', () => {
  const turns = [
    user('a'),
    assistant(call('c1'), call('c2')),
    tool(result('c1', { content: [text('a picture'), png], toolName: 'look' })),
    tool(result('c2', { content: [linked] })),
    user('b'),
  ];
  const target = { input: { toolResultImage: false } };

  test('A05: move to a user turn behind all results, under a label', () => {
    const { request, codes } = toChat({ turns }, { target });
    expect(request.turns.slice(2)).toEqual([
      tool(result('c1', { content: [text('a picture')], toolName: 'look' })),
      tool(result('c2', { content: [text('See the media in the next message.')] })),
      user('Returned by tool look (c1):', png, 'Returned by tool call c2:', linked),
      user('b'),
    ]);
    expect(codes).toEqual(['media_moved']);
  });

  test('A06: leave no empty result behind', () => {
    const { request } = toChat({ turns: turns.slice(0, 4) }, { target });
    const contents = request.turns.flatMap(({ parts }) =>
      parts.flatMap((part) => (part.type === 'tool-result' ? [part.content.length] : [])),
    );
    expect(contents).toEqual([1, 1]);
    expect(request.turns.at(-1)?.role).toBe('user');
  });

  test('stay where the target takes them', () => {
    expect(adapt({ turns }).request.turns).toEqual(turns);
  });
});

describe('media in other turns', () => {
  test('E14: in system text leave a marker', () => {
    const { request, codes } = adapt({ turns: [system('a', png), user('b')] });
    expect(request.turns[0]).toEqual(system('a', '[image]'));
    expect(codes).toEqual(['media_dropped']);
  });

  test('made by the model itself go, but for what was said', () => {
    const audio: Part = {
      type: 'audio',
      media: { source: 'inline', mediaType: 'audio/wav', base64: '' },
      transcript: 'hello',
    };
    const { request, codes } = adapt({ turns: [user('a'), assistant(audio, png), user('b')] });
    expect(request.turns[1]).toEqual(assistant('hello'));
    expect(codes).toEqual(['media_dropped', 'media_dropped']);
  });
});
