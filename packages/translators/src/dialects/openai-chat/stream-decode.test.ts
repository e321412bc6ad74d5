import type { WireEvent } from '@gateway/protocols';
import type { Exchange, Part, StreamEvent } from '@gateway/spec';
import { describe, expect, it } from 'vitest';
import {
  answerContext,
  callChunk,
  chunk,
  done,
  finishChunk,
} from '../../../test/openai-chat/support.ts';
import { foldStream } from '../../fold-stream.ts';
import { createStreamDecoder } from './stream-decode.ts';

function decode(
  frames: readonly WireEvent[],
  upstream: Exchange['upstream'] = {},
): readonly StreamEvent[] {
  const decoder = createStreamDecoder(answerContext({ upstream }));
  return [...frames.flatMap((frame) => decoder.push(frame)), ...decoder.end()];
}

function answer(frames: readonly WireEvent[], upstream: Exchange['upstream'] = {}) {
  const result = foldStream(decode(frames, upstream));
  if (!result.ok) throw new Error(result.error.message);
  return result.response;
}

function partsOf(frames: readonly WireEvent[], upstream: Exchange['upstream'] = {}): Part[] {
  return (answer(frames, upstream).choices[0]?.parts ?? []).map(({ wire: _, ...part }) => part);
}

function callsOf(frames: readonly WireEvent[]): string[] {
  return partsOf(frames).map((part) =>
    part.type === 'tool-call'
      ? `${part.toolCallId}|${part.toolName}|${part.input.text}`
      : part.type,
  );
}

const reasonOf = (frames: readonly WireEvent[]) => answer(frames).choices[0]?.finish.reason;
const errorOf = (events: readonly StreamEvent[]) => {
  const last = events.at(-1);
  return last?.type === 'error' ? last.error.code : last?.type;
};

const stop = [finishChunk('stop'), done];
const calls = [finishChunk('tool_calls'), done];
const named = (index: number, id: string, name: string, args = '') => ({
  index,
  id,
  type: 'function',
  function: { name, arguments: args },
});
const more = (index: number, args: string) => ({ index, function: { arguments: args } });

describe('the order of events', () => {
  it('opens, grows and closes each part, then finishes once', () => {
    const frames = [
      chunk({ role: 'assistant', content: '' }),
      chunk({ reasoning_content: 'Hm' }),
      chunk({ content: 'Hi' }),
      chunk({ content: '!' }),
      ...stop,
    ];
    expect(decode(frames)).toMatchInlineSnapshot(`
      [
        {
          "createdAtSeconds": 7,
          "id": "chatcmpl-1",
          "model": "up",
          "type": "stream-start",
          "wire": {
            "dialect": "openai-chat",
          },
        },
        {
          "index": 0,
          "part": {
            "seals": [],
            "text": "",
            "type": "reasoning",
            "visibility": "full",
          },
          "type": "part-start",
        },
        {
          "delta": {
            "text": "Hm",
            "type": "reasoning",
          },
          "index": 0,
          "type": "part-delta",
        },
        {
          "index": 0,
          "type": "part-end",
        },
        {
          "index": 1,
          "part": {
            "text": "",
            "type": "text",
          },
          "type": "part-start",
        },
        {
          "delta": {
            "text": "Hi",
            "type": "text",
          },
          "index": 1,
          "type": "part-delta",
        },
        {
          "delta": {
            "text": "!",
            "type": "text",
          },
          "index": 1,
          "type": "part-delta",
        },
        {
          "index": 1,
          "type": "part-end",
        },
        {
          "finishes": [
            {
              "native": "stop",
              "reason": "stop",
            },
          ],
          "type": "finish",
          "usage": {
            "certainty": "none",
            "input": {
              "uncachedTokens": 0,
            },
            "output": {
              "totalTokens": 0,
            },
          },
        },
      ]
    `);
  });

  it('says that comments are signs of life', () => {
    expect(decode([{ event: ':', data: '' }])[0]).toEqual({ type: 'idle' });
  });

  it('takes a first chunk with a call and no role (B18)', () => {
    const events = decode([callChunk(named(0, 'a', 'f', '{}')), ...calls]);
    expect(events.map(({ type }) => type).slice(0, 2)).toEqual(['stream-start', 'part-start']);
  });
});

describe('tool calls', () => {
  it.each<[string, WireEvent[], string[]]>([
    [
      'in pieces',
      [callChunk(named(0, 'a', 'f')), callChunk(more(0, '{"x"')), callChunk(more(0, ':1}'))],
      ['a|f|{"x":1}'],
    ],
    [
      'with a null name later (B02)',
      [
        callChunk(named(0, 'a', 'f')),
        callChunk({ index: 0, function: { name: null, arguments: '{}' } }),
      ],
      ['a|f|{}'],
    ],
    [
      'with an empty name throughout (B03)',
      [callChunk(named(0, 'a', '', '{')), callChunk(named(0, '', '', '}'))],
      ['a|tool_0|{}'],
    ],
    [
      'with a number for a name (B04)',
      [callChunk({ index: 0, id: 'a', function: { name: 5, arguments: '{}' } })],
      ['a|tool_0|{}'],
    ],
    [
      'with the name in each chunk (B05)',
      [callChunk(named(0, 'a', 'f', '{')), callChunk(named(0, 'a', 'f', '}'))],
      ['a|f|{}'],
    ],
    [
      'one unnamed, one whole (B06)',
      [callChunk(named(0, 'a', '', '{}')), callChunk(named(1, 'b', 'g', '{}'))],
      ['b|g|{}', 'a|tool_0|{}'],
    ],
    ['of which nothing ever comes (B07)', [callChunk(named(0, '', ''))], []],
    [
      'with the id in the second chunk (B08)',
      [callChunk(named(0, '', 'f', '{')), callChunk({ ...more(0, '}'), id: 'late' })],
      ['late|f|{}'],
    ],
    [
      'with the id in a delta without function (B09)',
      [
        callChunk({ index: 0, function: { name: 'f', arguments: '{}' } }),
        callChunk({ index: 0, id: 'a' }),
      ],
      ['a|f|{}'],
    ],
    [
      'whose id never comes (B10)',
      [callChunk({ index: 0, function: { name: 'f', arguments: '{}' } })],
      ['|f|{}'],
    ],
    [
      'with a number for an id',
      [callChunk({ ...more(0, '{}'), id: 7, function: { name: 'f', arguments: '{}' } })],
      ['7|f|{}'],
    ],
    [
      'without ids, out of order (B11)',
      [
        callChunk({ index: 2, function: { name: 'c' } }),
        callChunk({ index: 0, function: { name: 'a' } }),
        callChunk({ index: 1, function: { name: 'b' } }),
      ],
      ['|a|', '|b|', '|c|'],
    ],
    [
      'in one chunk (B15)',
      [chunk({ tool_calls: [named(0, 'a', 'f', '{"x":1}'), named(1, 'b', 'g', '{}')] })],
      ['a|f|{"x":1}', 'b|g|{}'],
    ],
    [
      'interleaved (B19)',
      [
        callChunk(named(0, 'a', 'f')),
        callChunk(named(1, 'b', 'g')),
        callChunk(more(0, '{"n":')),
        callChunk(more(1, '{}')),
        callChunk(more(0, '1}')),
      ],
      ['a|f|{"n":1}', 'b|g|{}'],
    ],
    [
      'without an index, by id',
      [
        callChunk({ id: 'a', function: { name: 'f', arguments: '{' } }),
        callChunk({ id: 'b', function: { name: 'g', arguments: '{}' } }),
        callChunk({ id: 'a', function: { arguments: '}' } }),
      ],
      ['a|f|{}', 'b|g|{}'],
    ],
    [
      'without index and id, going on with the last',
      [
        callChunk({ id: 'a', function: { name: 'f', arguments: '{' } }),
        callChunk({ function: { arguments: '}' } }),
      ],
      ['a|f|{}'],
    ],
    [
      'with index -1',
      [callChunk({ index: -1, id: 'a', function: { name: 'f', arguments: '{}' } })],
      ['a|f|{}'],
    ],
    [
      'with indexes from 1',
      [callChunk(named(1, 'a', 'f', '{}')), callChunk(named(2, 'b', 'g', '{}'))],
      ['a|f|{}', 'b|g|{}'],
    ],
    [
      'all numbered 0, each whole with its own id',
      [callChunk(named(0, 'a', 'f', '{}')), callChunk(named(0, 'b', 'g', '{"y":2}'))],
      ['a|f|{}', 'b|g|{"y":2}'],
    ],
    [
      'with an object for arguments',
      [callChunk({ index: 0, id: 'a', function: { name: 'f', arguments: { x: 1 } } })],
      ['a|f|{"x":1}'],
    ],
    [
      'followed by an empty chunk',
      [
        callChunk(named(0, 'a', 'f', '{}')),
        callChunk({ index: 0, id: '', type: 'function', function: { arguments: '' } }),
      ],
      ['a|f|{}'],
    ],
    [
      'of the older form',
      [
        chunk({ function_call: { name: 'f', arguments: '' } }),
        chunk({ function_call: { arguments: '{}' } }),
      ],
      ['call_f_0|f|{}'],
    ],
    [
      'inside a list of content (B26)',
      [
        chunk({
          content: [
            { type: 'text', text: 'Hi' },
            { type: 'tool_calls', tool_calls: [named(0, 'a', 'f', '{}')] },
          ],
        }),
      ],
      ['text', 'a|f|{}'],
    ],
    [
      'with text between them (B13)',
      [
        callChunk(named(0, 'a', 'f', '{}')),
        chunk({ content: 'and' }),
        callChunk(named(1, 'b', 'g', '{}')),
      ],
      ['a|f|{}', 'text', 'b|g|{}'],
    ],
  ])('are read %s', (_, frames, expected) => {
    expect(callsOf([...frames, ...calls])).toEqual(expected);
  });

  it('ignore an id that comes after the finish (B12)', () => {
    const frames = [
      callChunk({ index: 0, function: { name: 'f', arguments: '{}' } }),
      finishChunk('tool_calls'),
      callChunk({ index: 0, id: 'late' }),
      done,
    ];
    expect(callsOf(frames)).toEqual(['|f|{}']);
  });

  it('are not named as the reason when nothing came of them (B07)', () => {
    expect(reasonOf([callChunk(named(0, '', '')), ...stop])).toBe('stop');
  });

  it('are the reason also where the upstream says stop', () => {
    expect(reasonOf([callChunk(named(0, 'a', 'f', '{}')), ...stop])).toBe('tool-calls');
  });

  it('are read as freeform text where the tool is custom', () => {
    const frames = [
      callChunk({ index: 0, id: 'a', type: 'custom', custom: { name: 'patch', input: '' } }),
      callChunk({ index: 0, custom: { input: '*** not json' } }),
      ...calls,
    ];
    expect(partsOf(frames)).toEqual([
      {
        type: 'tool-call',
        toolCallId: 'a',
        toolName: 'patch',
        inputFormat: 'text',
        input: { text: '*** not json' },
      },
    ]);
  });

  it('keep the thought signature of Google', () => {
    const extra_content = { google: { thought_signature: 'sig' } };
    const [part] = partsOf([callChunk({ ...named(0, 'a', 'f', '{}'), extra_content }), ...calls]);
    expect(part?.seal).toEqual({ family: 'google', form: 'thought-signature', value: 'sig' });
  });

  it('that claim to be whole and are not make the stream fail', () => {
    const cut = callChunk(named(0, 'a', 'f', '{"x":'));
    expect(errorOf(decode([cut, ...calls]))).toBe('upstream_invalid_response');
    expect(errorOf(decode([cut, ...stop]))).toBe('upstream_invalid_response');
    expect(errorOf(decode([cut, done]))).toBe('upstream_truncated');
    expect(errorOf(decode([cut]))).toBe('upstream_truncated');
    expect(errorOf(decode([cut, finishChunk('length'), done]))).toBe('finish');
  });
});

describe('reasoning', () => {
  const text = (frames: readonly WireEvent[]) => partsOf([...frames, ...stop]);
  const thought = { type: 'reasoning', text: 'abc', seals: [], visibility: 'full' };

  it('is not doubled where both members say it (B21)', () => {
    const both = (words: string) => chunk({ reasoning: words, reasoning_content: words });
    expect(text([both('a'), both('bc')])).toEqual([thought]);
  });

  it('is a part of its own before the text (B14)', () => {
    const frames = [chunk({ reasoning_content: 'abc' }), chunk({ content: 'Hi' })];
    expect(text(frames)).toEqual([thought, { type: 'text', text: 'Hi' }]);
  });

  it('is read from details, one part per index, with their signatures', () => {
    const detail = (index: number, rest: object) =>
      chunk({
        reasoning_details: [
          { type: 'reasoning.text', index, format: 'anthropic-claude-v1', ...rest },
        ],
      });
    const frames = [
      detail(0, { text: 'a' }),
      detail(0, { text: 'bc' }),
      detail(0, { signature: 's1' }),
      detail(1, { text: 'next' }),
    ];
    expect(text(frames)).toEqual([
      { ...thought, seals: [{ family: 'anthropic', form: 'signature', value: 's1' }] },
      { ...thought, text: 'next' },
    ]);
  });

  it('takes only the signature from a detail that repeats what was said before', () => {
    const detail = {
      type: 'reasoning.text',
      text: 'abc',
      signature: 's',
      format: 'xai-responses-v1',
    };
    const frames = [chunk({ reasoning_content: 'abc' }), chunk({ reasoning_details: [detail] })];
    expect(text(frames)).toEqual([
      { ...thought, seals: [{ family: 'xai', form: 'signature', value: 's' }] },
    ]);
  });

  it('keeps what is redacted apart, without text', () => {
    const detail = { type: 'reasoning.encrypted', data: 'X', format: 'anthropic-claude-v1' };
    expect(text([chunk({ reasoning: 'abc' }), chunk({ reasoning_details: [detail] })])).toEqual([
      thought,
      {
        type: 'reasoning',
        text: '',
        visibility: 'none',
        seals: [{ family: 'anthropic', form: 'redacted', value: 'X' }],
      },
    ]);
  });

  it('is found between tags cut anywhere, where the target writes it so (B22)', () => {
    const source = '\n<think>\nabc</think>\n\nHi <thing>';
    const expected = [thought, { type: 'text', text: 'Hi <thing>' }];
    for (let cut = 0; cut <= source.length; cut++) {
      const frames = [
        chunk({ content: source.slice(0, cut) }),
        chunk({ content: source.slice(cut) }),
      ];
      expect(partsOf([...frames, ...stop], { thinkTagsInText: true })).toEqual(expected);
    }
    expect(text([chunk({ content: '<think>x</think>' })])).toEqual([
      { type: 'text', text: '<think>x</think>' },
    ]);
  });

  it('that is empty between its tags leaves no part', () => {
    const frames = [chunk({ content: '<think>\n</think>\n\nHi' }), ...stop];
    expect(partsOf(frames, { thinkTagsInText: true })).toEqual([{ type: 'text', text: 'Hi' }]);
  });
});

describe('other content', () => {
  it('is read: refusals, citations, speech, pictures, log probabilities', () => {
    const url_citation = { url: 'https://a.example', title: 'A', start_index: 0, end_index: 2 };
    const frames = [
      chunk({ content: 'Hi' }, { logprobs: { content: [{ token: 'Hi' }], refusal: null } }),
      chunk({ annotations: [{ type: 'url_citation', url_citation }] }),
      chunk({ refusal: 'No' }),
      chunk({ audio: { id: 'au', data: 'QQ==', transcript: 'a' } }),
      chunk({ audio: { data: 'Qg==', transcript: 'b' } }),
      chunk({ images: [{ type: 'image_url', image_url: { url: 'data:image/png;base64,AA' } }] }),
      ...stop,
    ];
    const native = { dialect: 'openai-chat', value: { type: 'url_citation', url_citation } };
    const { url, title } = url_citation;
    expect(partsOf(frames)).toEqual([
      {
        type: 'text',
        text: 'Hi',
        logprobs: [{ token: 'Hi' }],
        citations: [{ unit: 'utf16', span: [0, 2], url, title, native }],
      },
      { type: 'refusal', text: 'No' },
      {
        type: 'audio',
        id: 'au',
        transcript: 'ab',
        media: { source: 'inline', mediaType: '', base64: 'QUI=' },
      },
      { type: 'image', media: { source: 'inline', mediaType: 'image/png', base64: 'AA' } },
    ]);
    expect(reasonOf(frames)).toBe('refusal');
  });

  it('is read from a whole message in place of a delta', () => {
    const message = { role: 'assistant', content: 'Hi' };
    const frame = chunk({}, { message, delta: null, finish_reason: 'stop' });
    expect(partsOf([frame])).toEqual([{ type: 'text', text: 'Hi' }]);
  });

  it('is kept apart by choice', () => {
    const frames = [
      chunk({ content: 'a' }),
      chunk({ content: 'b' }, { index: 1 }),
      chunk({ content: 'A' }),
      chunk({}, { index: 1, finish_reason: 'length' }),
      finishChunk('stop'),
    ];
    const { choices } = answer(frames);
    expect(choices.map(({ parts, finish }) => [parts[0], finish.reason])).toEqual([
      [{ type: 'text', text: 'aA' }, 'stop'],
      [{ type: 'text', text: 'b' }, 'length'],
    ]);
  });
});

describe('usage', () => {
  const usage = (prompt: number, completion: number) => ({
    prompt_tokens: prompt,
    completion_tokens: completion,
    total_tokens: prompt + completion,
  });
  const last = (rest: object): WireEvent => ({ data: JSON.stringify({ choices: [], ...rest }) });

  it.each<[string, WireEvent[]]>([
    ['alone, after the finish (B17)', [...stop.slice(0, 1), last({ usage: usage(5, 2) }), done]],
    [
      'with the finish and again alone (B01)',
      [finishChunk('stop', { usage: usage(5, 1) }), last({ usage: usage(5, 2) }), done],
    ],
    ['with the finish only', [finishChunk('stop', { usage: usage(5, 2) })]],
    ['in the last choice', [chunk({}, { finish_reason: 'stop', usage: usage(5, 2) }), done]],
    [
      'in every chunk, growing',
      [
        chunk({ content: 'y' }, {}, { usage: usage(5, 1) }),
        finishChunk('stop', { usage: usage(5, 2) }),
      ],
    ],
  ])('is read %s', (_, frames) => {
    const events = decode([chunk({ content: 'x' }), ...frames]);
    expect(events.filter(({ type }) => type === 'finish')).toHaveLength(1);
    expect(events.at(-1)).toMatchObject({
      usage: { input: { uncachedTokens: 5 }, output: { totalTokens: 2 }, certainty: 'final' },
    });
  });

  it('of an unfinished count is partial', () => {
    const frames = [chunk({ content: 'x' }, {}, { usage: usage(5, 1) }), ...stop];
    expect(answer(frames).usage.certainty).toBe('partial');
  });
});

describe('the end', () => {
  const hi = chunk({ content: 'Hi' });

  it('is good once the reason is known, with or without [DONE] (B24)', () => {
    expect(errorOf(decode([hi, finishChunk('stop')]))).toBe('finish');
    expect(errorOf(decode([hi, ...stop]))).toBe('finish');
  });

  it('is a failure without a reason, unless the target is known to give none', () => {
    expect(errorOf(decode([hi]))).toBe('upstream_truncated');
    expect(errorOf(decode([]))).toBe('upstream_truncated');
    expect(errorOf(decode([hi], { finishOptional: true }))).toBe('finish');
    expect(errorOf(decode([chunk({ content: '' })], { finishOptional: true }))).toBe(
      'upstream_truncated',
    );
  });

  it('by [DONE] alone needs text or calls, not just reasoning (G17)', () => {
    expect(errorOf(decode([hi, done]))).toBe('finish');
    expect(errorOf(decode([chunk({ reasoning_content: 'Hm' }), done]))).toBe('upstream_truncated');
    expect(errorOf(decode([done]))).toBe('upstream_truncated');
  });

  it('waits for all choices', () => {
    const frames = [hi, chunk({ content: 'b' }, { index: 1 }), finishChunk('stop')];
    expect(errorOf(decode(frames))).toBe('upstream_truncated');
  });

  it('ignores empty reasons on the way (B23)', () => {
    const frames = [
      chunk({ content: 'a' }, { finish_reason: '' }),
      chunk({ content: 'b' }),
      ...stop,
    ];
    expect(partsOf(frames)).toEqual([{ type: 'text', text: 'ab' }]);
  });

  it('lets nothing follow (K15)', () => {
    const frames = [hi, ...stop, chunk({ content: 'late' }), { data: 'not json' }];
    expect(errorOf(decode(frames))).toBe('finish');
  });

  it('skips chunks about the prompt alone, and other empty ones (K18)', () => {
    const azure = { id: '', model: '', choices: [], prompt_filter_results: [{}] };
    const events = decode([
      { data: JSON.stringify(azure) },
      { data: '{"choices":null}' },
      hi,
      ...stop,
    ]);
    expect(events[0]).toMatchObject({ type: 'stream-start', id: 'chatcmpl-1', model: 'up' });
  });

  it.each<[string, WireEvent, string]>([
    [
      'an error object',
      { data: '{"error":{"message":"slow down","code":"rate_limit_exceeded"}}' },
      'upstream_rate_limited',
    ],
    [
      'an error beside empty choices (G21)',
      { data: '{"choices":[],"error":{"message":"boom","type":"server_error"}}' },
      'upstream_error',
    ],
    [
      'an error event of another dialect',
      {
        event: 'error',
        data: '{"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}',
      },
      'upstream_overloaded',
    ],
    ['something that is no JSON', { data: '<html>' }, 'upstream_invalid_response'],
    ['a list', { data: '[1]' }, 'upstream_invalid_response'],
  ])('is bad after %s', (_, frame, code) => {
    const events = decode([hi, frame, ...stop]);
    expect(errorOf(events)).toBe(code);
    expect(events.filter(({ type }) => type === 'error' || type === 'finish')).toHaveLength(1);
  });

  it('is bad when the reason is an error', () => {
    expect(decode([hi, finishChunk('error'), done]).at(-1)?.type).toBe('error');
  });
});
