import type { Exchange, FinishReason, Part, Seal, StreamEvent, Usage } from '@gateway/spec';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { TranslationContext } from '../codec.ts';
import { createLossRecorder } from '../loss-recorder.ts';
import { openEnvelope } from '../seal/envelope.ts';
import { createAnswerFolder } from './answer-folder.ts';
import { createAnswerPipeline } from './answer-stages.ts';

const usage: Usage = {
  input: { uncachedTokens: 5 },
  output: { totalTokens: 3 },
  certainty: 'final',
};
const exchange: Exchange = {
  version: 1,
  operation: 'generate',
  from: 'openai-chat',
  to: 'anthropic-messages',
  stream: true,
  requestedModel: 'm',
  targetFamily: 'anthropic',
  toolNames: {},
  echo: {},
  upstream: {},
};
const sealKey = new Uint8Array(32).fill(7);
const signature: Seal = { family: 'anthropic', form: 'signature', value: 'c2ln' };

const begin: StreamEvent = { type: 'stream-start', id: 'x', model: 'upstream' };
const open = (index: number, part: Part, choice = 0): StreamEvent => ({
  type: 'part-start',
  index,
  part,
  ...(choice > 0 && { choice }),
});
const text = (index: number, words: string): StreamEvent => ({
  type: 'part-delta',
  index,
  delta: { type: 'text', text: words },
});
const input = (index: number, json: string): StreamEvent => ({
  type: 'part-delta',
  index,
  delta: { type: 'tool-input', text: json },
});
const close = (index: number): StreamEvent => ({ type: 'part-end', index });
const end = (...reasons: FinishReason[]): StreamEvent => ({
  type: 'finish',
  finishes: reasons.map((reason) => ({ reason, native: 'said' })),
  usage,
});
const emptyText: Part = { type: 'text', text: '' };
const call = (toolName: string, json = ''): Part => ({
  type: 'tool-call',
  toolCallId: `id_${toolName}`,
  toolName,
  inputFormat: 'json',
  input: { text: json },
});

const run = (
  events: readonly StreamEvent[],
  changes: Partial<Exchange> = {},
  context: Partial<TranslationContext> = {},
) => {
  const loss = createLossRecorder();
  let count = 0;
  const pipeline = createAnswerPipeline({
    exchange: { ...exchange, ...changes },
    context: { newId: (prefix) => `${prefix}${count++}`, nowMs: 0, ...context },
    loss,
  });
  const out = events.flatMap((event) => pipeline.push(event));
  const folder = createAnswerFolder();
  for (const event of out) folder.push(event);
  const folded = folder.result();
  return {
    out,
    answer: pipeline.answer,
    loss: loss.entries,
    parts: folded.ok ? folded.response.choices.map(({ parts }) => parts) : [],
    finishes: folded.ok ? folded.response.choices.map(({ finish }) => finish) : [],
    error: folded.ok ? undefined : folded.error.code,
  };
};

describe('grammar of streams', () => {
  const wild: fc.Arbitrary<StreamEvent> = fc.oneof(
    fc.constant(begin),
    fc.nat(3).map((index) => open(index, emptyText)),
    fc.nat(3).map((index) => open(index, call('f'))),
    fc.nat(3).map((index) => text(index, 'a')),
    fc.nat(3).map(close),
    fc.constant<StreamEvent>({ type: 'idle' }),
    fc.constant(end('stop')),
    fc.constant<StreamEvent>({ type: 'error', error: { code: 'upstream_error', message: '' } }),
  );

  it('holds for any sequence of events', () => {
    fc.assert(
      fc.property(fc.array(wild, { maxLength: 20 }), (events) => {
        const { out } = run(events);
        const said = out.filter(({ type }) => type !== 'idle');
        const terminals = said.filter(({ type }) => type === 'finish' || type === 'error');
        expect(terminals.length).toBeLessThanOrEqual(1);
        if (terminals.length === 1) expect(said.at(-1)).toBe(terminals[0]);
        if (said.length > 0 && said[0]?.type !== 'error')
          expect(said[0]?.type).toBe('stream-start');
        const started = said
          .filter((event) => event.type === 'part-start')
          .map(({ index }) => index);
        expect(started).toEqual(started.map((_, at) => at));
        const ended = said.filter((event) => event.type === 'part-end').length;
        if (said.at(-1)?.type === 'finish') expect(ended).toBe(started.length);
      }),
    );
  });
});

describe('tool calls', () => {
  it('get the names, namespaces and ids the client knows', () => {
    const { parts } = run(
      [
        begin,
        open(0, { ...call('ns__f', '{"a":1}'), toolCallId: '' } as Part),
        close(0),
        end('tool-calls'),
      ],
      { toolNames: { ns__f: { name: 'f', namespace: 'ns', kind: 'function' } } },
    );
    expect(parts).toEqual([[{ ...call('f', '{"a":1}'), toolCallId: 'call_0', namespace: 'ns' }]]);
  });

  it('keep names that only look like members of every object', () => {
    expect(run([begin, open(0, call('constructor')), end('tool-calls')]).parts[0]).toMatchObject([
      { toolName: 'constructor' },
    ]);
  });

  it('give freeform input back unwrapped, piece by piece', () => {
    const { out, parts } = run(
      [
        begin,
        open(0, call('apply_patch')),
        input(0, '{"input":"*** Be'),
        input(0, 'gin\\'),
        input(0, 'n"}'),
        close(0),
        end('tool-calls'),
      ],
      {
        toolNames: {
          apply_patch: { name: 'apply_patch', kind: 'freeform', wrappedProperty: 'input' },
        },
      },
    );
    expect(parts[0]).toMatchObject([{ inputFormat: 'text', input: { text: '*** Begin\n' } }]);
    expect(out.filter(({ type }) => type === 'part-delta')).toHaveLength(3);
  });

  it.each(['{"a":', '{"a":1}}', 'nonsense'])(
    'end the stream as an error when the arguments are %s',
    (json) => {
      expect(
        run([begin, open(0, call('f')), input(0, json), close(0), end('tool-calls')]).error,
      ).toBe('upstream_invalid_response');
    },
  );

  it.each(['', ' ', '{}', '{"a":[1]}'])('are fine with the arguments "%s"', (json) => {
    expect(
      run([begin, open(0, call('f', json)), close(0), end('tool-calls')]).error,
    ).toBeUndefined();
  });

  it('are fine with any freeform text', () => {
    const freeform = { ...call('f', 'no json'), inputFormat: 'text' } as Part;
    expect(run([begin, open(0, freeform), close(0), end('stop')]).error).toBeUndefined();
  });

  it('take arguments that only the final value holds', () => {
    const final: StreamEvent = { type: 'part-end', index: 0, part: call('f', '{"a":1}') };
    expect(run([begin, open(0, call('f')), final, end('stop')]).parts[0]).toMatchObject([
      { input: { text: '{"a":1}' } },
    ]);
  });
});

describe('finish reasons', () => {
  it('follow from what was given out', () => {
    const called = run([begin, open(0, call('f')), close(0), end('stop')]);
    expect(called.finishes).toEqual([{ reason: 'tool-calls' }]);
    expect(run([begin, end('tool-calls')]).finishes).toEqual([{ reason: 'stop' }]);
    expect(run([begin, open(0, call('f')), close(0), end('length')]).finishes).toMatchObject([
      { reason: 'length', native: 'said' },
    ]);
  });

  it('are an error where the upstream says so of every choice', () => {
    expect(run([begin, end('error')]).error).toBe('upstream_error');
    expect(run([begin, end('stop', 'error')]).error).toBeUndefined();
  });

  it('are judged per choice', () => {
    const { finishes } = run([
      begin,
      open(0, emptyText),
      open(1, call('f'), 1),
      end('stop', 'stop'),
    ]);
    expect(finishes.map(({ reason }) => reason)).toEqual(['stop', 'tool-calls']);
  });
});

describe('a forced output tool', () => {
  const forced = { forcedOutputTool: 'json' };

  it('becomes text with the finish reason stop', () => {
    const { parts, finishes } = run(
      [
        begin,
        open(0, call('json')),
        input(0, '{"a"'),
        input(0, ':1}'),
        close(0),
        end('tool-calls'),
      ],
      forced,
    );
    expect(parts).toEqual([[{ type: 'text', text: '{"a":1}' }]]);
    expect(finishes).toEqual([{ reason: 'stop' }]);
  });

  it('drops words around it, and says so', () => {
    const { parts, loss } = run(
      [
        begin,
        open(0, { type: 'text', text: 'Sure:' }),
        close(0),
        open(1, call('json', '{}')),
        close(1),
        open(2, { type: 'text', text: 'Bye' }),
        close(2),
        end('tool-calls'),
      ],
      forced,
    );
    expect(parts).toEqual([[{ type: 'text', text: '{}' }]]);
    expect(loss).toMatchObject([{ severity: 'dropped', code: 'part_dropped' }]);
  });

  it('lets words through when the model did not call it', () => {
    const { parts, loss } = run(
      [begin, open(0, { type: 'text', text: 'I cannot' }), close(0), end('stop')],
      forced,
    );
    expect(parts).toEqual([[{ type: 'text', text: 'I cannot' }]]);
    expect(loss).toEqual([]);
  });
});

describe('emulated stop strings', () => {
  const stopping = { emulatedStops: ['END', '##'] };

  it('cut the text, finish at once and swallow the rest', () => {
    const { out, parts, finishes } = run(
      [
        begin,
        { type: 'usage', usage },
        open(0, emptyText),
        text(0, 'one E'),
        text(0, 'ND two'),
        text(0, 'three'),
        close(0),
        end('stop'),
      ],
      stopping,
    );
    expect(parts).toEqual([[{ type: 'text', text: 'one ' }]]);
    expect(finishes).toEqual([{ reason: 'stop-sequence', stopSequence: 'END' }]);
    expect(out.at(-1)).toMatchObject({ type: 'finish', usage: { certainty: 'estimated' } });
  });

  it('let go what was held back for nothing', () => {
    const { parts } = run(
      [begin, open(0, emptyText), text(0, 'a EN'), close(0), end('stop')],
      stopping,
    );
    expect(parts).toEqual([[{ type: 'text', text: 'a EN' }]]);
  });

  it('leave reasoning and tool input alone', () => {
    const { parts } = run(
      [
        begin,
        open(0, { type: 'reasoning', text: 'END', seals: [], visibility: 'full' }),
        close(0),
        open(1, call('f', '{"a":"END"}')),
        close(1),
        end('stop'),
      ],
      stopping,
    );
    expect(parts[0]).toMatchObject([{ text: 'END' }, { input: { text: '{"a":"END"}' } }]);
  });

  it('cut every choice by itself', () => {
    const { parts, finishes } = run(
      [
        begin,
        open(0, emptyText),
        open(1, emptyText, 1),
        text(0, 'aENDx'),
        text(1, 'b'),
        text(0, 'y'),
        text(1, 'c'),
        end('stop', 'length'),
      ],
      { ...stopping, echo: { choices: 2 } },
    );
    expect(parts).toEqual([[{ type: 'text', text: 'a' }], [{ type: 'text', text: 'bc' }]]);
    expect(finishes.map(({ reason }) => reason)).toEqual(['stop-sequence', 'length']);
  });
});

describe('opaque reasoning state', () => {
  const thought: Part = { type: 'reasoning', text: 'hm', seals: [signature], visibility: 'full' };
  const stream = [
    begin,
    open(0, thought),
    close(0),
    open(1, call('f')),
    close(1),
    open(2, call('g')),
    close(2),
    end('tool-calls'),
  ];

  it('travels in an envelope to a client of another dialect (D01)', () => {
    const { parts, loss } = run(stream, {}, { sealKey });
    const [reasoning] = parts[0] ?? [];
    const value = reasoning?.type === 'reasoning' ? (reasoning.seals[0]?.value ?? '') : '';
    expect(openEnvelope(value, sealKey)).toEqual(signature);
    expect(loss).toMatchObject([{ severity: 'kept', code: 'seal_enveloped' }]);
  });

  it('is dropped and reported without a key', () => {
    const { parts, loss } = run(stream);
    expect(parts[0]?.[0]).toMatchObject({ type: 'reasoning', text: 'hm', seals: [] });
    expect(loss).toMatchObject([{ severity: 'dropped', code: 'seal_dropped' }]);
  });

  it('stays bare for a client whose dialect has the slot', () => {
    expect(run(stream, { from: 'anthropic-messages' }).parts[0]?.[0]).toEqual(thought);
  });

  it('is kept by the id of the call it led to, with its text', () => {
    const { mintedSeals } = run(stream, {}, { sealKey }).answer;
    expect([...mintedSeals]).toEqual([['id_f', [{ ...signature, reasoningText: 'hm' }]]]);
  });

  it('is named after the vendor that minted it, not after the dialect it speaks', () => {
    const { answer } = run(stream, { targetFamily: 'moonshot' }, { sealKey });
    expect(answer.mintedSeals.get('id_f')).toMatchObject([{ family: 'moonshot' }]);
  });

  it('leaves no empty part where nothing of it can be given (D02)', () => {
    const redacted: Part = {
      type: 'reasoning',
      text: '',
      seals: [{ ...signature, form: 'redacted' }],
      visibility: 'none',
    };
    expect(run([begin, open(0, redacted), close(0), end('stop')]).parts).toEqual([[]]);
  });

  it('survives where the reasoning itself is hidden', () => {
    const hidden = run(stream, { echo: { showReasoning: false }, from: 'anthropic-messages' });
    expect(hidden.parts[0]?.[0]).toEqual({ ...thought, text: '', visibility: 'none' });
  });
});

describe('parts that only the upstream knows', () => {
  const unknown: Part = { type: 'unknown', dialect: 'anthropic-messages', value: { type: 'x' } };
  const summary: Part = { type: 'compaction', text: 'so far', seals: [] };
  const stream = [begin, open(0, unknown), close(0), open(1, summary), close(1), end('stop')];

  it('are kept from a client of another dialect, and reported', () => {
    const { parts, loss } = run(stream);
    expect(parts).toEqual([[]]);
    expect(loss.map(({ code }) => code)).toEqual(['unknown_part_dropped', 'part_dropped']);
  });

  it('stay for a client of the same dialect', () => {
    expect(run(stream, { from: 'anthropic-messages' }).parts).toEqual([[unknown, summary]]);
  });
});

describe('notes about the answer', () => {
  it('count content in UTF-8 bytes and keep usage that the finish does not know', () => {
    const nothing: Usage = {
      input: { uncachedTokens: 0 },
      output: { totalTokens: 0 },
      certainty: 'none',
    };
    const { answer } = run([
      begin,
      { type: 'usage', usage },
      open(0, { type: 'text', text: 'é€😀a' }),
      { type: 'finish', finishes: [{ reason: 'stop' }], usage: nothing },
    ]);
    expect(answer.contentBytes).toBe(new TextEncoder().encode('é€😀a').length);
    expect(answer.usage).toEqual({ ...usage, certainty: 'estimated' });
  });
});
