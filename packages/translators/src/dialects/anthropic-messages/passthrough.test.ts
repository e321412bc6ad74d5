import { createSseFrameSplitter, type WireEvent } from '@gateway/protocols';
import { describe, expect, it } from 'vitest';
import { passthrough } from './passthrough.ts';
import { wire, wireBlock, wireEnd, wireStart } from '../../../test/anthropic-messages/events.ts';
import {
  answerContext,
  recordedResponses,
  recordedStreams,
} from '../../../test/anthropic-messages/fixtures.ts';
import { decodeAll, deframe, toBytes } from '../../../test/anthropic-messages/run-stream.ts';

const toText = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);

describe('editRequest', () => {
  const edit = (body: string, model: string): string =>
    toText(passthrough.editRequest(toBytes(body), { model }));

  it('K01 changes the model and leaves every other byte', () => {
    const body =
      '{ "messages":[{"model":"x"}],\n"model" : "old" , "metadata":{"model":"y"},"é":1.0}';
    expect(edit(body, 'new "m"')).toBe(body.replace('"old"', '"new \\"m\\""'));
  });

  it('returns the very bytes where nothing changes', () => {
    const body = toBytes('{"model":"same"}');
    expect(passthrough.editRequest(body, { model: 'same', includeUsage: true })).toBe(body);
    expect(passthrough.editRequest(body, {})).toBe(body);
  });

  it('adds a model where there is none, and changes all where there are several', () => {
    expect(edit('{}', 'm')).toBe('{"model":"m"}');
    expect(edit('{"a":1}', 'm')).toBe('{"model":"m","a":1}');
    expect(edit('{"model":"a","model":"b"}', 'm')).toBe('{"model":"m","model":"m"}');
  });

  it('refuses bodies that are no object', () => {
    expect(() => edit('[]', 'm')).toThrow(expect.objectContaining({ code: 'invalid_request' }));
  });
});

describe('the stream sniffer', () => {
  const kindsOf = (frames: readonly WireEvent[]) => {
    const sniffer = passthrough.createStreamSniffer({ hideUsage: false });
    const kinds = frames.map((frame) => sniffer.push({ ...frame, bytes: new Uint8Array() }).kind);
    return { sniffer, kinds };
  };

  it('tells preamble, content, finish and what follows apart', () => {
    const { sniffer, kinds } = kindsOf([
      wireStart(),
      wire('ping'),
      ...wireBlock(0, { type: 'thinking', thinking: '', signature: '' }, [
        { type: 'thinking_delta', thinking: 'hm' },
      ]),
      ...wireBlock(1, { type: 'text', text: '' }),
      ...wireBlock(2, { type: 'tool_use', id: 't', name: 'n', input: {} }),
      ...wireEnd('tool_use', { output_tokens: 5 }),
    ]);
    expect(kinds).toStrictEqual([
      'preamble',
      'idle',
      'preamble',
      'content',
      'preamble',
      'preamble',
      'preamble',
      'content',
      'preamble',
      'finish',
      'after',
    ]);
    expect(sniffer.finished).toBe(true);
    expect(sniffer.finishes).toStrictEqual([{ reason: 'tool-calls', native: 'tool_use' }]);
    expect(sniffer.usage).toMatchObject({
      input: { uncachedTokens: 3 },
      output: { totalTokens: 5 },
      certainty: 'final',
    });
  });

  it('reads errors, but none once the answer is complete', () => {
    const error = wire('error', { error: { type: 'overloaded_error', message: 'o' } });
    const early = passthrough.createStreamSniffer({ hideUsage: false });
    expect(early.push({ ...error, bytes: new Uint8Array() })).toMatchObject({
      kind: 'error',
      error: { code: 'upstream_overloaded' },
    });
    const { sniffer } = kindsOf([wireStart(), ...wireEnd('end_turn')]);
    expect(sniffer.push({ ...error, bytes: new Uint8Array() })).toStrictEqual({
      kind: 'after',
      replacement: null,
    });
  });

  it('needs no event names', () => {
    const frames = [
      wireStart(),
      ...wireBlock(0, { type: 'text', text: 'x' }),
      ...wireEnd('end_turn'),
    ];
    const bare = frames.map(({ data }) => ({ data }));
    expect(kindsOf(bare).kinds).toStrictEqual(kindsOf(frames).kinds);
  });

  it('passes frames it cannot read', () => {
    const { kinds } = kindsOf([
      { event: 'message_start', data: '{' },
      { event: 'novelty', data: '{}' },
      { event: ':', data: '' },
    ]);
    expect(kinds).toStrictEqual(['preamble', 'idle', 'idle']);
  });

  it.each(recordedStreams.filter(({ name }) => !name.includes('spliced')))(
    'agrees with the decoder on $name',
    ({ sse }) => {
      const sniffer = passthrough.createStreamSniffer({ hideUsage: false });
      const bytes = toBytes(sse);
      const splitter = createSseFrameSplitter();
      for (const frame of splitter.push(bytes)) sniffer.push(frame);
      const last = decodeAll(deframe([bytes]), answerContext()).at(-1);
      if (last?.type !== 'finish') throw new Error('the stream has no finish');
      expect(sniffer.finishes).toStrictEqual(last.finishes);
      expect(sniffer.usage).toStrictEqual(last.usage);
    },
  );
});

describe('sniffResponse', () => {
  it.each(recordedResponses)('reads usage and finish of $name', ({ body }) => {
    const { usage, finishes } = passthrough.sniffResponse(body);
    expect(usage.certainty).toBe('final');
    expect(finishes[0]?.native).toBe(body['stop_reason']);
  });

  it('takes bodies that are no answer', () => {
    expect(passthrough.sniffResponse('oops').usage.certainty).toBe('none');
  });
});

it('usage is always there', () => {
  expect(passthrough.asksForUsage(toBytes('{}'))).toBe(true);
});
