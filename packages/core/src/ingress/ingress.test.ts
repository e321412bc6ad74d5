import { gzipSync, deflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { inflateBody } from './inflate-body.ts';
import { inspectBody } from './inspect-body.ts';
import { readBody } from './read-body.ts';

const bytes = (text: string) => new TextEncoder().encode(text);
const text = (value: Uint8Array) => new TextDecoder().decode(value);

async function* pieces(...parts: string[]) {
  for (const part of parts) yield bytes(part);
}

describe('reading a body', () => {
  it('lays pieces end to end', async () => {
    expect(text(await readBody(pieces('ab', '', 'c'), 3))).toBe('abc');
  });

  it('refuses more than the limit, at once or in pieces', async () => {
    await expect(readBody(bytes('abcd'), 3)).rejects.toMatchObject({ code: 'request_too_large' });
    await expect(readBody(pieces('ab', 'cd'), 3)).rejects.toMatchObject({
      code: 'request_too_large',
    });
  });
});

describe('inflating a body', () => {
  it('undoes gzip, deflate and both', async () => {
    expect(text(await inflateBody(gzipSync('hello'), 'gzip', 99))).toBe('hello');
    expect(text(await inflateBody(deflateSync('hello'), 'deflate', 99))).toBe('hello');
    const both = gzipSync(deflateSync('hello'));
    expect(text(await inflateBody(both, 'deflate, GZIP', 99))).toBe('hello');
    expect(text(await inflateBody(bytes('plain'), undefined, 99))).toBe('plain');
  });

  it('applies the limit after inflation, so that a small bomb stays small', async () => {
    const bomb = gzipSync(new Uint8Array(1_000_000));
    await expect(inflateBody(bomb, 'gzip', 1000)).rejects.toMatchObject({
      code: 'request_too_large',
    });
  });

  it('names an encoding it does not take', async () => {
    await expect(inflateBody(bytes('x'), 'compress', 99)).rejects.toMatchObject({
      code: 'unsupported_media_type',
      message: expect.stringContaining('"compress"'),
    });
  });

  it('says so when the bytes are not in the encoding', async () => {
    await expect(inflateBody(bytes('not gzip'), 'gzip', 99)).rejects.toMatchObject({
      code: 'invalid_request',
    });
  });
});

describe('inspecting a body', () => {
  const inspect = (body: string) => inspectBody(bytes(body));

  it('reads model and stream wherever they stand', () => {
    expect(
      inspect('{"messages":[{"model":"no"}],"stream":true,"model":"a\\u002fb"}'),
    ).toMatchObject({ model: 'a/b', stream: true });
    expect(inspect('{"model":"m","stream":null}').stream).toBe(false);
    expect(inspect('{"model":"m"}').stream).toBe(false);
  });

  it.each([
    ['', undefined],
    ['[]', undefined],
    ['{"model":"m"', undefined],
    ['{}', 'model'],
    ['{"model":""}', 'model'],
    ['{"model":7}', 'model'],
    ['{"model":"m","stream":"yes"}', 'stream'],
  ])('refuses %j', (body, param) => {
    expect(() => inspect(body)).toThrowError(
      expect.objectContaining({ code: 'invalid_request', ...(param && { param }) }),
    );
  });
});
