export { createCompositeObserver } from './create-composite-observer.ts';
export {
  createPinoObserver,
  type LogLevel,
  type PinoObserver,
  type PinoObserverOptions,
} from './create-pino-observer.ts';
export { redactSecrets } from './redact-secrets.ts';
