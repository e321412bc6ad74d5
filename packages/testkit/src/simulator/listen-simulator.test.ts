import { afterEach, describe, expect, it } from 'vitest';
import { createVirtualClock } from '../clock/virtual-clock.ts';
import { type Script, sequence } from './behaviour.ts';
import { createSimulator } from './create-simulator.ts';
import { type ListeningSimulator, listenSimulator } from './listen-simulator.ts';

const clock = createVirtualClock();
const open: ListeningSimulator[] = [];
const listen = async (script?: Script) => {
  const upstream = await listenSimulator(createSimulator({ clock, ...(script && { script }) }), {
    clock,
  });
  open.push(upstream);
  return upstream;
};
const post = (upstream: ListeningSimulator, body: string, signal?: AbortSignal) =>
  fetch(`${upstream.url}/v1/chat/completions`, {
    method: 'POST',
    headers: { 'x-probe': 'One' },
    body,
    ...(signal && { signal }),
  });
const body = '{ "model": "echo", "stream": true,\n"messages": [{"role":"user","content":"Hi"}] }';

afterEach(async () => {
  await Promise.all(open.splice(0).map((upstream) => upstream.close()));
});

describe('listenSimulator', () => {
  it('answers over a real socket and keeps the bytes it received', async () => {
    const upstream = await listen();
    const answer = await (await post(upstream, body)).text();
    expect(answer.endsWith('data: [DONE]\n\n')).toBe(true);
    const [request] = upstream.requests;
    expect(new TextDecoder().decode(request?.body)).toBe(body);
    expect(request).toMatchObject({ method: 'POST', abandoned: false });
    expect(request?.headers['x-probe']).toBe('One');
    expect(request?.rawHeaders).toContain('One');
  });

  it('breaks the connection where the script says so', async () => {
    const upstream = await listen(sequence({ fault: { afterEvents: 2, outcome: 'reset' } }));
    const response = await post(upstream, body);
    expect(response.status).toBe(200);
    await expect(response.text()).rejects.toThrow();
    expect(upstream.requests[0]?.abandoned).toBe(false);
  });

  it('notices that the caller hangs up while it stalls', async () => {
    const upstream = await listen(sequence({ fault: { afterEvents: 1, outcome: 'stall' } }));
    const caller = new AbortController();
    const response = await post(upstream, body, caller.signal);
    await response.body?.getReader().read();
    caller.abort();
    await expect.poll(() => upstream.requests[0]?.abandoned).toBe(true);
  });

  it('waits by the clock it is given', async () => {
    const upstream = await listen(sequence({ timing: { headersDelayMs: 60_000 } }));
    const pending = post(upstream, body);
    await expect.poll(() => clock.pendingCount()).toBe(1);
    await clock.advance(60_000);
    expect((await pending).status).toBe(200);
  });
});
