import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RequestTrace } from '@gateway/spec';
import { describe, expect, it } from 'vitest';
import { createPinoObserver, type PinoObserverOptions } from './create-pino-observer.ts';

const trace: RequestTrace = {
  usage: {
    requestId: 'req-1',
    startedAtMs: 1_700_000_000_000,
    durationMs: 120,
    firstContentMs: 40,
    keyId: 'laptop',
    operation: 'generate',
    dialect: 'anthropic-messages',
    requestedModel: 'demo/echo',
    target: 'demo/echo',
    stream: true,
    tier: 'T',
    status: 200,
    attempts: 1,
    inputTokens: 10,
    cacheReadTokens: 0,
    cacheWriteTokens: 0,
    outputTokens: 20,
    reasoningTokens: 0,
    usageCertainty: 'final',
  },
  attempts: [
    {
      target: 'demo/echo',
      tier: 'T',
      startedAfterMs: 1,
      durationMs: 119,
      upstreamStatus: 200,
      requestLoss: [
        { severity: 'dropped', code: 'field_dropped', path: 'metadata', detail: 'not known' },
        { severity: 'dropped', code: 'field_dropped', path: 'top_k' },
        { severity: 'kept', code: 'tool_name_changed', path: 'tools[0]' },
      ],
    },
  ],
  headCommitMs: 41,
  contentCommitMs: 42,
  responseLoss: [],
};

const observe = (options: PinoObserverOptions = {}) => {
  const lines: string[] = [];
  const observer = createPinoObserver({
    destination: { write: (line) => void lines.push(line) },
    clock: { nowMs: () => 1_700_000_000_500 },
    ...options,
  });
  return {
    observer,
    lines,
    parsed: (): unknown[] => lines.map((line) => JSON.parse(line) as unknown),
  };
};

describe('createPinoObserver', () => {
  it('sums a request up in one line', () => {
    const { observer, lines, parsed } = observe();
    observer.onRequest?.(trace);
    expect(lines).toHaveLength(1);
    expect(parsed()[0]).toMatchInlineSnapshot(`
      {
        "attempts": 1,
        "cacheReadTokens": 0,
        "cacheWriteTokens": 0,
        "contentCommitMs": 42,
        "dialect": "anthropic-messages",
        "durationMs": 120,
        "firstContentMs": 40,
        "headCommitMs": 41,
        "inputTokens": 10,
        "keyId": "laptop",
        "level": "info",
        "model": "demo/echo",
        "msg": "request",
        "operation": "generate",
        "outputTokens": 20,
        "reasoningTokens": 0,
        "requestId": "req-1",
        "requestLoss": [
          "field_dropped",
          "tool_name_changed",
        ],
        "status": 200,
        "stream": true,
        "target": "demo/echo",
        "tier": "T",
        "time": "2023-11-14T22:13:20.500Z",
        "usageCertainty": "final",
      }
    `);
  });

  it('lists the attempts where there were several, and warns of a failed request', () => {
    const { observer, parsed } = observe();
    const [attempt] = trace.attempts;
    const failed = { ...attempt!, upstreamStatus: 500, errorCode: 'upstream_error' as const };
    observer.onRequest?.({
      ...trace,
      usage: { ...trace.usage, status: 502, errorCode: 'upstream_error', attempts: 2 },
      attempts: [failed, failed],
      responseLoss: [{ severity: 'dropped', code: 'logprobs_dropped', path: '' }],
    });
    expect(parsed()[0]).toMatchObject({
      level: 'warn',
      status: 502,
      errorCode: 'upstream_error',
      attempts: 2,
      tries: [{ upstreamStatus: 500 }, { errorCode: 'upstream_error', durationMs: 119 }],
      responseLoss: ['logprobs_dropped'],
    });
  });

  it('says where a request failed, after a single attempt too', () => {
    const { observer, parsed } = observe();
    const [attempt] = trace.attempts;
    const failed = { ...attempt!, upstreamStatus: 401, errorCode: 'upstream_error' as const };
    const usage = { ...trace.usage, status: 502, errorCode: 'upstream_error' as const };
    observer.onRequest?.({ ...trace, usage, attempts: [failed] });
    expect(parsed()[0]).toMatchObject({
      tries: [{ target: 'demo/echo', upstreamStatus: 401, errorCode: 'upstream_error' }],
    });
  });

  it('writes a line per refused call, at info', () => {
    const { observer, parsed } = observe();
    observer.onRefusal?.({
      requestId: 'req-2',
      atMs: 1_700_000_000_000,
      method: 'POST',
      path: `/v1/${'x'.repeat(1_000)}`,
      status: 401,
      code: 'invalid_api_key',
    });
    expect(parsed()).toEqual([
      {
        level: 'info',
        time: '2023-11-14T22:13:20.500Z',
        requestId: 'req-2',
        method: 'POST',
        path: `/v1/${'x'.repeat(196)}… (804 more)`,
        status: 401,
        errorCode: 'invalid_api_key',
        msg: 'refused',
      },
    ]);
  });

  it('lets no key into the log, whichever member it hides in', () => {
    const { observer, lines } = observe();
    const canary = 'sk-canary-1234567890';
    observer.onWarning?.('credential_rejected', `upstream said: bad key ${canary}`);
    observer.onWarning?.(canary, 'x-api-key: opaque-canary');
    observer.onRequest?.({ ...trace, usage: { ...trace.usage, requestedModel: canary } });
    expect(lines.join('')).not.toContain('canary');
    expect(lines.join('').match(/\[redacted\]/g)).toHaveLength(4);
    expect(lines.map((line) => typeof JSON.parse(line))).toEqual(['object', 'object', 'object']);
  });

  it('keeps a line break in a detail from starting a line of its own', () => {
    const { observer, lines } = observe();
    observer.onWarning?.('odd', 'one\n{"level":"info","msg":"forged"}');
    expect(lines.join('').trimEnd().split('\n')).toHaveLength(1);
  });

  it.each([false, true])(
    'keeps a value from breaking its line or steering a terminal, pretty = %s',
    (pretty) => {
      const { observer, lines } = observe({ pretty });
      const evil = 'a\n00:00:00 INFO forged\r\u001b[2J\u009b31m\u202e\u2028b\u007f';
      observer.onWarning?.('odd', evil);
      observer.onRequest?.({ ...trace, usage: { ...trace.usage, requestedModel: evil } });
      expect(lines).toHaveLength(2);
      for (const line of lines) {
        expect(line.slice(0, -1)).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]/u);
        expect(line.at(-1)).toBe('\n');
      }
      if (!pretty) expect(JSON.parse(lines[0] ?? '')).toMatchObject({ detail: evil });
    },
  );

  it('takes out a secret also where a long text is cut in the middle of it', () => {
    const { observer, lines } = observe();
    for (const before of [1_990, 1_995, 1_999]) {
      observer.onWarning?.('odd', `${'x '.repeat(before / 2)}sk-canary-${'1'.repeat(500)}`);
    }
    const model = `${'x '.repeat(97)}sk-canary-1234567890`;
    observer.onRequest?.({ ...trace, usage: { ...trace.usage, requestedModel: model } });
    expect(lines.join('')).not.toContain('sk-');
  });

  it('keeps a line short, whatever a caller or an upstream sends', () => {
    const { observer, lines } = observe();
    observer.onWarning?.('odd', 'eyJaaaaaaaa-'.repeat(100_000));
    observer.onRequest?.({ ...trace, usage: { ...trace.usage, requestedModel: 'a.'.repeat(1e6) } });
    expect(lines[0]).toContain('(1198000 more)');
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThan(3_000);
  });

  it('writes what the level allows', () => {
    const { observer, lines } = observe({ level: 'warn' });
    observer.onRequest?.(trace);
    observer.onWarning?.('code', 'detail');
    expect(lines).toHaveLength(1);
  });

  it('writes for people when asked to', () => {
    const { observer, lines } = observe({ pretty: true });
    observer.onWarning?.('price_unknown', 'demo/echo has no price');
    expect(lines).toEqual([
      '22:13:20.500 WARN  warning code=price_unknown detail=demo/echo has no price\n',
    ]);
  });

  it('has handed every line to its file once it is flushed', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'gateway-log-'));
    const path = join(folder, 'logs', 'gateway.log');
    const observer = createPinoObserver({ destination: path });
    for (let at = 0; at < 500; at += 1) observer.onRequest?.(trace);
    await observer.flush();
    expect(readFileSync(path, 'utf8').trimEnd().split('\n')).toHaveLength(500);
    rmSync(folder, { recursive: true });
  });

  it('reports a taker of lines that throws once, and throws nothing itself', () => {
    const failures: Error[] = [];
    const observer = createPinoObserver({
      destination: {
        write() {
          throw new Error('broken');
        },
      },
      onFailure: (error) => failures.push(error),
    });
    observer.onWarning?.('code', 'detail');
    observer.onRequest?.(trace);
    expect(failures.map(({ message }) => message)).toEqual(['broken']);
  });

  it('refuses a file that cannot be opened', () => {
    expect(() => createPinoObserver({ destination: '/dev/null/gateway.log' })).toThrow();
  });

  it('reports a destination that fails once and goes on without it', async () => {
    const failures: Error[] = [];
    const observer = createPinoObserver({
      destination: '/dev/full',
      onFailure: (error) => failures.push(error),
    });
    for (let at = 0; at < 3; at += 1) {
      observer.onWarning?.('code', 'detail');
      await observer.flush();
    }
    await expect.poll(() => failures.length).toBe(1);
    expect(failures[0]?.message).toContain('ENOSPC');
  });
});
