export {
  defineProvider,
  type ProviderAuth,
  type ProviderDefinition,
  type ProviderEndpoint,
  type UpstreamFailure,
} from '@gateway/spec';
export { type EgressTarget, checkEgressUrl } from './egress/check-egress-url.ts';
export {
  type ClassifyOptions,
  classifyUpstreamFailure,
  type FailedAnswer,
} from './executor/classify-upstream-failure.ts';
export {
  buildTransportRequest,
  createExecutor,
  type ExecuteOptions,
  type Executor,
  type ExecutorOptions,
  type UpstreamConnection,
  type UpstreamRequest,
} from './executor/create-executor.ts';
export { isReservedHeader, isSafeHeader } from './executor/header-rules.ts';
export { findProvider, providers } from './providers.ts';
