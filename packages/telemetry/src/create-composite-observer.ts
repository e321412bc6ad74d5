import type { Observer } from '@gateway/spec';

/**
 * Makes one observer of several. One that throws, against its contract, keeps neither the request
 * nor the others from going on; the others are told by the warning `observer_failed`.
 *
 * @throws never
 */
export function createCompositeObserver(...observers: readonly Observer[]): Observer {
  const tell = (call: (observer: Observer) => void): Observer[] =>
    observers.filter((observer) => {
      try {
        call(observer);
        return false;
      } catch {
        // Which one failed is the result; why is for that observer's own tests to find out.
        return true;
      }
    });
  const notify = (call: (observer: Observer) => void): void => {
    const failed = tell(call);
    if (failed.length === 0) return;
    const detail = `${failed.length} of ${observers.length} observers threw an error.`;
    tell((observer) => {
      if (!failed.includes(observer)) observer.onWarning?.('observer_failed', detail);
    });
  };
  return {
    onRequest: (trace) => notify((observer) => observer.onRequest?.(trace)),
    onRefusal: (refusal) => notify((observer) => observer.onRefusal?.(refusal)),
    onWarning: (code, detail) => notify((observer) => observer.onWarning?.(code, detail)),
  };
}
