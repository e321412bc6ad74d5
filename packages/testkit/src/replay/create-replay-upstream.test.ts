import { afterEach, describe, expect, it } from 'vitest';
import {
  createReplayUpstream,
  type Recordings,
  type ReplayOptions,
  type ReplayUpstream,
} from './create-replay-upstream.ts';
import type { RecordedExchange, RecordedResponse } from './fixture.ts';

const open: ReplayUpstream[] = [];
const replay = async (recordings: Recordings, options?: ReplayOptions) => {
  const upstream = await createReplayUpstream(recordings, options);
  open.push(upstream);
  return upstream;
};
afterEach(async () => {
  await Promise.all(open.splice(0).map((upstream) => upstream.close()));
});

const record = (response: Partial<RecordedResponse>): RecordedExchange => ({
  request: null,
  response: { status: 200, headers: {}, ...response },
});

describe('createReplayUpstream', () => {
  it('answers in order, with the recorded status, headers and bytes', async () => {
    const headers = { 'Content-Type': 'text/event-stream', 'Content-Encoding': 'br' };
    const upstream = await replay(
      [record({ headers, sse: 'data: ü\r\n\r\n' }), record({ status: 429, body: { a: 1 } })],
      { chunkSize: 1 },
    );
    const first = await fetch(upstream.url);
    expect(first.headers.get('content-type')).toBe('text/event-stream');
    expect(await first.text()).toBe('data: ü\r\n\r\n');
    const second = await fetch(upstream.url);
    expect([second.status, await second.json()]).toEqual([429, { a: 1 }]);
    const third = await fetch(upstream.url);
    expect([third.status, await third.text()]).toEqual([
      500,
      '{"error":{"message":"The recording \\"\\" has only 2 exchanges."}}',
    ]);
  });

  it('chooses a recording by path or by header, and keeps what it was sent', async () => {
    const upstream = await replay({
      'a/b': [record({ base64: 'AAEC' }), record({ body: 'again' })],
      c: [record({ body: 'other' })],
    });
    const one = await fetch(`${upstream.urlOf('a/b')}/v1/x`, { method: 'POST', body: '{ "n":1 }' });
    expect([...new Uint8Array(await one.arrayBuffer())]).toEqual([0, 1, 2]);
    const other = await fetch(`${upstream.url}/v1/x`, { headers: { 'x-replay-id': 'c' } });
    expect(await other.text()).toBe('"other"');
    expect(await (await fetch(upstream.urlOf('a/b'))).json()).toBe('again');
    for (const url of [upstream.urlOf('d'), upstream.urlOf('constructor'), `${upstream.url}/%zz`]) {
      const missing = await fetch(url);
      expect([missing.status, await missing.text()]).toEqual([
        500,
        expect.stringMatching(/no recording/),
      ]);
    }
    expect(new TextDecoder().decode(upstream.requests[0]?.body)).toBe('{ "n":1 }');
    expect(upstream.requests).toHaveLength(6);
  });
});
