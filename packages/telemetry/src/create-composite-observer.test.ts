import type { Observer } from '@gateway/spec';
import { expect, it } from 'vitest';
import { createCompositeObserver } from './create-composite-observer.ts';

const recorder = () => {
  const seen: string[] = [];
  const observer: Observer = {
    onRequest: ({ usage }) => void seen.push(usage.requestId),
    onRefusal: ({ path }) => void seen.push(path),
    onWarning: (code, detail) => void seen.push(`${code}: ${detail}`),
  };
  return { observer, seen };
};
const broken: Observer = {
  onWarning() {
    throw new Error('broken');
  },
};

it('tells every observer that wants to know', () => {
  const [one, other] = [recorder(), recorder()];
  createCompositeObserver(one.observer, {}, other.observer).onWarning?.('code', 'detail');
  expect([one.seen, other.seen]).toEqual([['code: detail'], ['code: detail']]);
});

it('passes refusals on', () => {
  const { observer, seen } = recorder();
  const facts = { requestId: 'r', atMs: 0, method: 'GET', path: '/x', status: 404 } as const;
  createCompositeObserver({}, observer).onRefusal?.({ ...facts, code: 'not_found' });
  expect(seen).toEqual(['/x']);
});

it('tells the others of one that throws, and throws nothing itself', () => {
  const { observer, seen } = recorder();
  createCompositeObserver(broken, observer).onWarning?.('code', 'detail');
  expect(seen).toEqual(['code: detail', 'observer_failed: 1 of 2 observers threw an error.']);
});

it('gives up quietly when there is nobody left to tell', () => {
  createCompositeObserver(broken, broken).onWarning?.('code', 'detail');
  createCompositeObserver().onWarning?.('code', 'detail');
});
