import { readdirSync } from 'node:fs';
import { createSseDecoder } from '@gateway/protocols';
import { describe, expect, it } from 'vitest';
import { everyCut, loadFixtures, recordedBytes, splitEvery } from '../src/replay/index.ts';

const protocols = readdirSync(new URL('../fixtures/recorded', import.meta.url), {
  withFileTypes: true,
})
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);

const streams = protocols.flatMap((protocol) =>
  loadFixtures(protocol).flatMap(({ id, exchanges }) =>
    exchanges
      .filter(({ response }) => response.sse !== undefined)
      .map(({ response }, at) => ({ name: `${id}#${at}`, bytes: recordedBytes(response) })),
  ),
);

describe.each(protocols)('the recordings of %s', (protocol) => {
  it('each hold at least one answer of one kind', () => {
    for (const { id, exchanges } of loadFixtures(protocol)) {
      expect(exchanges.length, id).toBeGreaterThan(0);
      for (const { response } of exchanges) {
        const kinds = [response.body, response.sse, response.base64].filter(
          (body) => body !== undefined,
        );
        expect(kinds.length, id).toBeLessThanOrEqual(1);
        expect(response.status, id).toBeGreaterThanOrEqual(200);
      }
    }
  });
});

const read = (pieces: Iterable<Uint8Array>): string => {
  const decoder = createSseDecoder();
  const events = [...pieces].flatMap((piece) => decoder.push(piece));
  return JSON.stringify([...events, ...decoder.end()]);
};

/** Longest recording that is also read once for every single cut, bytes. */
const maxExhaustiveBytes = 3_000;

describe('the SSE decoder', () => {
  it.each(streams)('reads $name the same however its bytes are cut', ({ bytes }) => {
    const whole = read([bytes]);
    expect(whole).toContain('data');
    for (const size of [1, 2, 3, 7, 64, 1_000]) {
      expect(read(splitEvery(bytes, size)), `pieces of ${size}`).toBe(whole);
    }
  });

  it('reads short recordings the same for every single cut', () => {
    const short = streams.filter(({ bytes }) => bytes.length <= maxExhaustiveBytes);
    expect(short.length).toBeGreaterThan(3);
    for (const { name, bytes } of short) {
      const whole = read([bytes]);
      const different = [...everyCut(bytes)].filter((pair) => read(pair) !== whole);
      expect(
        different.map(([head]) => head.length),
        name,
      ).toEqual([]);
    }
  });
});
