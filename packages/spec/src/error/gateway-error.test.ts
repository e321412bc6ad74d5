import { describe, expect, it } from 'vitest';
import { errorTable } from './error-table.ts';
import { GatewayError, toErrorFields } from './gateway-error.ts';

describe('GatewayError', () => {
  it('takes its policy from the table', () => {
    const error = new GatewayError({ code: 'upstream_timeout', message: 'too slow' });
    expect(error.policy).toBe(errorTable.upstream_timeout);
    expect(error).toBeInstanceOf(Error);
  });

  it('is known by its mark, so that copies of the package know each other', () => {
    const foreign = Object.assign(new Error('x'), { [Symbol.for('@gateway/spec/error')]: true });
    expect(GatewayError.is(foreign)).toBe(true);
    expect(GatewayError.is(new Error('x'))).toBe(false);
    expect(GatewayError.is(null)).toBe(false);
    expect(GatewayError.is('x')).toBe(false);
  });

  it('keeps words of foreign errors out of its message', () => {
    const cause = new Error('connect to 10.0.0.1 with sk-secret');
    const error = GatewayError.fromUnknown(cause, 'upstream_unreachable');
    expect(error.message).toBe(errorTable.upstream_unreachable.meaning);
    expect(error.cause).toBe(cause);
    expect(GatewayError.fromUnknown(error)).toBe(error);
  });

  it('serialises to its fields and nothing else', () => {
    const fields = { code: 'invalid_request', message: 'm', param: 'messages[0]' } as const;
    const error = new GatewayError({ ...fields, retryAfterMs: 5 });
    expect(toErrorFields(error)).toEqual({ ...fields, retryAfterMs: 5 });
    expect(JSON.parse(JSON.stringify(toErrorFields(error)))).toEqual({
      ...fields,
      retryAfterMs: 5,
    });
  });
});

describe('the error table', () => {
  it('cannot be changed', () => {
    expect(Object.isFrozen(errorTable)).toBe(true);
    for (const row of Object.values(errorTable)) expect(Object.isFrozen(row)).toBe(true);
  });

  it('never blames the client for what is tried again on the same target', () => {
    const retried = Object.entries(errorTable).filter(([, row]) => row.next === 'same-target');
    expect(retried.length).toBeGreaterThan(0);
    for (const [code, row] of retried) expect([code, row.blame]).toEqual([code, 'upstream']);
  });

  it('has statuses and sentences', () => {
    for (const { status, meaning } of Object.values(errorTable)) {
      expect(status).toBeGreaterThanOrEqual(400);
      expect(status).toBeLessThan(600);
      expect(meaning).toMatch(/^[A-Z].*\.$/);
    }
  });
});
