export type { CacheMark } from './canonical/cache-mark.ts';
export type { Citation } from './canonical/citation.ts';
export { type Finish, type FinishReason, finishReasons } from './canonical/finish.ts';
export {
  type CacheSettings,
  type ContinuitySettings,
  type GenerateRequest,
  type IdentitySettings,
  type LimitSettings,
  type OutputSettings,
  type ReasoningEffort,
  type ReasoningSettings,
  reasoningEfforts,
  type SamplingSettings,
  type ServingSettings,
} from './canonical/generate-request.ts';
export type { Choice, GenerateResponse } from './canonical/generate-response.ts';
export type { Media } from './canonical/media.ts';
export type {
  ApprovalPart,
  AudioPart,
  CompactionPart,
  FilePart,
  ImagePart,
  Part,
  PartType,
  ProviderToolPart,
  ReasoningPart,
  ReferencePart,
  RefusalPart,
  SearchResultPart,
  TextPart,
  ToolCallPart,
  ToolResultPart,
  ToolsetChangePart,
  UnknownPart,
  VideoPart,
} from './canonical/part.ts';
export type { Seal } from './canonical/seal.ts';
export type {
  ErrorEvent,
  FinishEvent,
  IdleEvent,
  PartDelta,
  PartDeltaEvent,
  PartEndEvent,
  PartStartEvent,
  StreamEvent,
  StreamStartEvent,
  UsageEvent,
} from './canonical/stream-event.ts';
export type {
  FreeformTool,
  FunctionTool,
  McpTool,
  NativeTool,
  ToolChoice,
  ToolDefinition,
  UnknownTool,
} from './canonical/tool.ts';
export type { Turn } from './canonical/turn.ts';
export { totalInputTokens, type Usage, unknownUsage } from './canonical/usage.ts';
export type { WireNode, WireNotes } from './canonical/wire-notes.ts';
export type { ApiKeyRecord, ApiKeyStore } from './contract/api-key-store.ts';
export type { Clock } from './contract/clock.ts';
export type { AttemptRecord, Observer, RefusalRecord, RequestTrace } from './contract/observer.ts';
export type { Principal } from './contract/principal.ts';
export {
  defineProvider,
  type ProviderAuth,
  type ProviderDefinition,
  type ProviderEndpoint,
  type UpstreamFailure,
} from './contract/provider.ts';
export type { Random } from './contract/random.ts';
export type { SettingsStore } from './contract/settings-store.ts';
export type {
  Headers,
  Transport,
  TransportCall,
  TransportReceiver,
  TransportRequest,
  TransportTimeouts,
} from './contract/transport.ts';
export type { UsageRecord, UsageStore } from './contract/usage-store.ts';
export type { Vault } from './contract/vault.ts';
export {
  type Dialect,
  dialects,
  isDialect,
  type ReasoningFamily,
  reasoningFamilies,
} from './dialect.ts';
export {
  type ErrorCode,
  type ErrorRow,
  errorTable,
  type NextStepKind,
} from './error/error-table.ts';
export {
  GatewayError,
  type GatewayErrorFields,
  toErrorFields,
  type UpstreamEvidence,
} from './error/gateway-error.ts';
export type { Exchange, ToolNameEntry } from './exchange.ts';
export {
  isJsonArray,
  isJsonObject,
  isRawJsonNumber,
  type Json,
  type JsonObject,
  type JsonText,
  type RawJsonNumber,
} from './json.ts';
export { type LossCode, type LossEntry, type LossReport, lossCodes } from './loss.ts';
export {
  type Body,
  type CountResponse,
  type EmbedRequest,
  type EmbedResponse,
  type FormPart,
  type ImageRequest,
  type ImageResponse,
  type ModelListing,
  type ModerateRequest,
  type ModerateResponse,
  type Operation,
  type OperationMap,
  operations,
  type RerankRequest,
  type RerankResponse,
  type SpeakRequest,
  type SpeakResponse,
  type TranscribeRequest,
  type TranscribeResponse,
} from './operation.ts';
export {
  mergeTargetProfile,
  type TargetProfile,
  type TargetProfileOverrides,
} from './target-profile.ts';
