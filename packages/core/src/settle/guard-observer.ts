import type { Observer } from '@gateway/spec';

/**
 * Keeps what an observer throws away from requests. It must not throw; one that does all the same
 * is told so, once per call, if it can still listen.
 *
 * @throws never
 */
export function guardObserver(observer: Observer): Observer {
  const onWarning: NonNullable<Observer['onWarning']> = (code, detail) => {
    try {
      observer.onWarning?.(code, detail);
    } catch {
      // There is nobody left to tell.
    }
  };
  const guard = (name: string, tell: () => void) => {
    try {
      tell();
    } catch {
      // What it threw is its own affair; that it threw is worth a look.
      onWarning('observer_failed', `${name} threw`);
    }
  };
  return {
    onWarning,
    onRequest: (trace) => guard('onRequest', () => observer.onRequest?.(trace)),
    onRefusal: (refusal) => guard('onRefusal', () => observer.onRefusal?.(refusal)),
  };
}
