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
  return {
    onWarning,
    onRequest(trace) {
      try {
        observer.onRequest?.(trace);
      } catch {
        // What it threw is its own affair; that it threw is worth a look.
        onWarning('observer_failed', 'onRequest threw');
      }
    },
  };
}
