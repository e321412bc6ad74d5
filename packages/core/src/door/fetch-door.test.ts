import { describe, expect, it } from 'vitest';
import type { GatewayCall, GatewaySink } from '../call.ts';
import { createFetchDoor } from './fetch-door.ts';

const bytes = (text: string) => new TextEncoder().encode(text);

function setUp() {
  const seen: { call?: GatewayCall; sink?: GatewaySink } = {};
  let finish = (_cause?: unknown) => {};
  const fetchLike = createFetchDoor((call, sink) => {
    seen.call = call;
    seen.sink = sink;
    return new Promise((resolve, reject) => {
      finish = (cause) => (cause === undefined ? resolve() : reject(cause));
    });
  });
  const answer = async (request: Request) => {
    const response = fetchLike(request);
    const { call, sink } = seen;
    if (!call || !sink) throw new Error('the door did not call');
    return { response, call, sink };
  };
  return { answer, finish: (cause?: unknown) => finish(cause) };
}

const post = (body: string, init: RequestInit = {}) =>
  new Request('http://any.host/v1/x?a=1', { method: 'POST', body, ...init });

describe('the fetch door', () => {
  it('carries method, address, headers and body in, and status, headers and bytes out', async () => {
    const { answer } = setUp();
    const { call, sink, response } = await answer(post('hello', { headers: { 'X-A': 'b' } }));
    expect(call).toMatchObject({ method: 'POST', url: 'http://any.host/v1/x?a=1', remote: '' });
    expect(call.headers['x-a']).toBe('b');
    expect(await new Response(call.body as ReadableStream).text()).toBe('hello');
    sink.head(201, { 'x-c': 'd' });
    sink.write(bytes('one '));
    sink.write(bytes('two'));
    sink.end();
    const answered = await response;
    expect(answered.status).toBe(201);
    expect(answered.headers.get('x-c')).toBe('d');
    expect(await answered.text()).toBe('one two');
  });

  it('asks for a pause when nobody reads, and reports the drain once read', async () => {
    const { answer } = setUp();
    const { sink, response } = await answer(post('x'));
    let drains = 0;
    sink.onDrain(() => {
      drains += 1;
    });
    sink.head(200, {});
    const reader = (await response).body?.getReader();
    expect(sink.write(new Uint8Array(10))).toBe(true);
    expect(sink.write(new Uint8Array(70_000))).toBe(false);
    expect(drains).toBe(0);
    await reader?.read();
    await reader?.read();
    expect(drains).toBe(1);
  });

  it('hangs up when the reader cancels or the request is aborted', async () => {
    const first = await setUp().answer(post('x'));
    first.sink.head(200, {});
    await (await first.response).body?.cancel();
    expect(first.call.signal.aborted).toBe(true);
    expect(first.sink.write(bytes('late'))).toBe(true);
    first.sink.end();

    const controller = new AbortController();
    const second = await setUp().answer(post('x', { signal: controller.signal }));
    controller.abort();
    expect(second.call.signal.aborted).toBe(true);
    await expect(second.response).rejects.toThrow('aborted');
  });

  it('ends the body with the reason of the signal when the request is aborted after the head', async () => {
    const { answer } = setUp();
    const controller = new AbortController();
    const { sink, call, response } = await answer(post('x', { signal: controller.signal }));
    sink.head(200, {});
    sink.write(bytes('half'));
    const text = (await response).text();
    controller.abort(new Error('enough'));
    await expect(text).rejects.toThrow('enough');
    expect(call.signal.aborted).toBe(true);
    expect(sink.write(bytes('late'))).toBe(true);
    sink.end();
  });

  it('answers an abort before the head at once, however long the gateway takes to notice', async () => {
    const { answer } = setUp();
    const controller = new AbortController();
    const { response } = await answer(post('x', { signal: controller.signal }));
    controller.abort(new Error('left'));
    await expect(response).rejects.toThrow('left');
  });

  it('leaves no body open when the gateway is done without ending it', async () => {
    const { answer, finish } = setUp();
    const { sink, response } = await answer(post('x'));
    sink.head(200, {});
    sink.write(bytes('half'));
    finish();
    await expect((await response).text()).rejects.toThrow('cut off');
  });

  it('makes a cut answer an error for the reader', async () => {
    const { answer } = setUp();
    const { sink, response } = await answer(post('x'));
    sink.head(200, {});
    sink.write(bytes('half'));
    sink.abort();
    await expect((await response).text()).rejects.toThrow('cut off');
  });

  it('sends no body to HEAD', async () => {
    const { answer } = setUp();
    const { sink, response } = await answer(new Request('http://h/', { method: 'HEAD' }));
    sink.head(200, {});
    sink.write(bytes('{}'));
    sink.end();
    expect((await response).body).toBeNull();
  });

  it('rejects with the reason of the signal when the caller hung up before an answer', async () => {
    const { answer, finish } = setUp();
    const { response } = await answer(post('x', { signal: AbortSignal.abort(new Error('left')) }));
    finish();
    await expect(response).rejects.toThrow('left');
  });

  it('rejects when the gateway itself fails', async () => {
    const { answer, finish } = setUp();
    const { response } = await answer(post('x'));
    finish(new Error('broken'));
    await expect(response).rejects.toThrow('broken');
  });
});
