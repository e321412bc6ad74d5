import type { WireEvent } from '@gateway/protocols';
import type { StreamEvent } from '@gateway/spec';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { answerContext } from '../../../test/anthropic-messages/fixtures.ts';
import { decodeAll, encodeAll } from '../../../test/anthropic-messages/run-stream.ts';
import { checkLifecycle } from '../../../test/anthropic-messages/check-lifecycle.ts';

const types = [
  'message_start',
  'content_block_start',
  'content_block_delta',
  'content_block_stop',
  'message_delta',
  'message_stop',
  'ping',
  'novelty',
];

const anything = fc.jsonValue({ maxDepth: 2 });
const index = fc.oneof({ weight: 9, arbitrary: fc.nat(3) }, { weight: 1, arbitrary: anything });

const block = fc.record(
  {
    type: fc.constantFrom(
      'text',
      'thinking',
      'redacted_thinking',
      'tool_use',
      'server_tool_use',
      'compaction',
      'image',
      'odd',
    ),
    text: fc.oneof(fc.string(), anything),
    thinking: fc.oneof(fc.string(), anything),
    signature: fc.oneof(fc.string(), anything),
    data: fc.oneof(fc.string(), anything),
    id: fc.oneof(fc.string(), anything),
    name: fc.oneof(fc.string(), anything),
    input: anything,
    content: anything,
    citations: anything,
    caller: anything,
  },
  { requiredKeys: ['type'] },
);

const delta = fc.record(
  {
    type: fc.constantFrom(
      'text_delta',
      'thinking_delta',
      'signature_delta',
      'input_json_delta',
      'citations_delta',
      'compaction_delta',
      'odd_delta',
    ),
    text: fc.oneof(fc.string(), anything),
    thinking: fc.oneof(fc.string(), anything),
    signature: fc.oneof(fc.string(), anything),
    partial_json: fc.oneof(fc.constantFrom('{"a":', '1}', '', '{}'), anything),
    citation: anything,
    content: anything,
    stop_reason: fc.oneof(fc.constantFrom('end_turn', 'tool_use', 'odd'), anything),
    stop_sequence: anything,
    container: anything,
  },
  { requiredKeys: [] },
);

const event = fc
  .record(
    {
      type: fc.constantFrom(...types),
      index,
      content_block: fc.oneof({ weight: 9, arbitrary: block }, { weight: 1, arbitrary: anything }),
      delta: fc.oneof({ weight: 9, arbitrary: delta }, { weight: 1, arbitrary: anything }),
      message: fc.oneof(
        fc.record({ id: fc.string(), content: fc.array(block, { maxLength: 2 }), usage: anything }),
        anything,
      ),
      usage: fc.oneof(fc.record({ output_tokens: fc.nat() }), anything),
    },
    { requiredKeys: ['type', 'index', 'content_block', 'delta', 'message', 'usage'] },
  )
  .map((data): WireEvent => ({ event: data.type, data: JSON.stringify(data) }));

function checkGrammar(events: readonly StreamEvent[]): void {
  const open = new Set<number>();
  let next = 0;
  for (const [at, each] of events.entries()) {
    const isTerminal = each.type === 'finish' || each.type === 'error';
    expect(isTerminal).toBe(at === events.length - 1);
    if (each.type === 'part-start') {
      expect(each.index).toBe(next);
      open.add(next);
      next += 1;
    }
    if (each.type === 'part-delta') expect(open.has(each.index)).toBe(true);
    if (each.type === 'part-end') expect(open.delete(each.index)).toBe(true);
    if (each.type === 'finish') expect(open.size).toBe(0);
  }
}

describe('any sequence of events', () => {
  it('decodes to one canonical stream, which can be written again', () => {
    fc.assert(
      fc.property(fc.array(event, { maxLength: 12 }), (events) => {
        const decoded = decodeAll(events, answerContext());
        checkGrammar(decoded);
        const written = encodeAll(decoded, answerContext());
        expect(written.at(-1)?.event).toMatch(/^(message_stop|error)$/);
        if (decoded.at(-1)?.type === 'finish' && !hasTornCall(decoded)) checkLifecycle(written);
      }),
      { numRuns: 600, seed: 20_261_121 },
    );
  });
});

/** Arguments that the upstream itself ended torn are not this encoder's to mend. */
function hasTornCall(events: readonly StreamEvent[]): boolean {
  const inputs = new Map<number, string>();
  for (const each of events) {
    if (each.type !== 'part-delta' || each.delta.type !== 'tool-input') continue;
    inputs.set(each.index, (inputs.get(each.index) ?? '') + each.delta.text);
  }
  return [...inputs.values()].some((text) => {
    try {
      JSON.parse(text);
      return false;
    } catch {
      // The answer to the question, not a fault.
      return true;
    }
  });
}
