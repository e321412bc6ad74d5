import type { Random } from '@gateway/spec';
import { createSeededRandom } from '@gateway/testkit/clock';
import type { Behaviour } from '@gateway/testkit/simulator';
import { describe, expect, it } from 'vitest';
import { chatBody, createHarness, messagesBody, settleWith, testConfig } from './harness.ts';

// Many requests with many faults under virtual time. What holds for each of them is what a client
// and an accountant rely on, whatever happens upstream.

const seeds = Array.from({ length: 400 }, (_, at) => at + 1);

const errors = [
  'rate-limit',
  'quota',
  'credential',
  'permission',
  'not-found',
  'context-length',
  'invalid',
  'overloaded',
  'server',
] as const;
const outcomes = ['end', 'reset', 'stall', 'error-event'] as const;

const pickOne = <Item>(random: Random, items: readonly Item[]): Item => {
  const item = items[Math.floor(random.next() * items.length)];
  if (item === undefined) throw new Error('nothing to pick from');
  return item;
};

function randomBehaviour(random: Random): Behaviour {
  const timing = random.next() < 0.3 && {
    timing: {
      headersDelayMs: random.next() < 0.5 ? 0 : random.next() * 90_000,
      firstEventDelayMs: random.next() < 0.5 ? 0 : random.next() * 150_000,
      eventDelayMs: random.next() < 0.7 ? 0 : random.next() * 20_000,
    },
  };
  const chunkSizes = random.next() < 0.4 && { chunkSizes: [1 + Math.floor(random.next() * 90)] };
  const fault = random.next() < 0.4 && {
    fault: {
      afterEvents: Math.floor(random.next() * 8),
      midEvent: random.next() < 0.5,
      outcome: pickOne(random, outcomes),
    },
  };
  if (random.next() < 0.3) return { error: { kind: pickOne(random, errors) }, ...timing };
  const toolCalls = random.next() < 0.3 && {
    toolCalls: [{ name: 'look', arguments: { at: 'x' } }],
  };
  const answer = { pieces: ['some ', 'words ', 'of answer'], ...toolCalls };
  return { answer, ...timing, ...chunkSizes, ...fault };
}

async function simulate(seed: number) {
  const random = createSeededRandom(seed);
  const harness = createHarness({
    config: { ...testConfig, limits: { maxPreambleBytes: 65_536 } },
    script: () => randomBehaviour(random),
  });
  const isChat = random.next() < 0.5;
  const stream = random.next() < 0.7;
  const model = pickOne(random, ['chat', 'messages', 'mixed']);
  const tools = [{ name: 'look', input_schema: { type: 'object' } }];
  const body = isChat ? chatBody({ model, stream }) : messagesBody({ model, stream, tools });
  const running = harness.start(isChat ? '/v1/chat/completions' : '/v1/messages', { body });
  const hangsUp = random.next() < 0.2;
  if (hangsUp) {
    await harness.clock.advance(random.next() * 60_000);
    running.hangUp();
  }
  await settleWith(harness.clock, running.done);
  return { harness, answer: running.answer, isChat, stream, hangsUp };
}

/** Good ends and errors in a stream. In chat the finish is the end; the sentinel may be missing. */
function countEnds(text: string, isChat: boolean) {
  const good = isChat ? /"finish_reason":"/g : /^event: message_stop$/gm;
  const bad = isChat ? /^data: \{"error":/gm : /^event: error$/gm;
  return { good: [...text.matchAll(good)].length, bad: [...text.matchAll(bad)].length };
}

describe('a gateway among failing upstreams', () => {
  it.each(seeds)('keeps its promises, seed %i', async (seed) => {
    const { harness, answer, isChat, stream, hangsUp } = await simulate(seed);
    const rows = await harness.rows();
    expect(rows).toHaveLength(1);
    expect(harness.traces).toHaveLength(1);
    const [row] = rows;
    const [trace] = harness.traces;
    expect(harness.warnings.filter((line) => !line.startsWith('upstream_error: '))).toEqual([]);
    // No timer outlives its request.
    expect(harness.clock.pendingCount()).toBe(0);
    expect(trace?.attempts.length).toBeLessThanOrEqual(6);
    expect(row?.attempts).toBe(trace?.attempts.length);
    if (row?.status === 499) {
      expect(hangsUp).toBe(true);
      return;
    }
    expect(answer.ended).toBe('end');
    if (row?.errorCode === undefined) expect(row?.status).toBe(answer.status);
    else expect(row.status).toBeGreaterThanOrEqual(400);
    if (answer.status !== 200) {
      expect(row?.errorCode).toBeDefined();
      expect(answer.json).toHaveProperty('error');
      return;
    }
    if (!stream) {
      expect(row).toMatchObject({ usageCertainty: 'final' });
      expect(row?.errorCode).toBeUndefined();
      return;
    }
    const ends = countEnds(answer.text, isChat);
    expect(ends.good + ends.bad).toBe(1);
    expect(row?.errorCode !== undefined).toBe(ends.bad === 1);
    if (ends.good === 1 || row?.firstContentMs !== undefined) {
      expect(row?.outputTokens).toBeGreaterThan(0);
    }
    expect([...answer.text.matchAll(/^data: \[DONE\]$/gm)].length).toBeLessThanOrEqual(ends.good);
    const starts = isChat ? /"role":"assistant"/g : /^event: message_start$/gm;
    expect([...answer.text.matchAll(starts)].length).toBeLessThanOrEqual(1);
  });
});
