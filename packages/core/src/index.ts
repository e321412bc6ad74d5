export type { AnswerHeaders, GatewayCall, GatewaySink } from './call.ts';
export type {
  AuthConfig,
  GatewayConfig,
  KeyConfig,
  LimitsConfig,
  ModelConfig,
  ProviderConfig,
  ServerConfig,
  StreamConfig,
  TimeoutsConfig,
  TranslationConfig,
} from './config/gateway-config.ts';
export { ConfigError, type ConfigIssue, formatConfigIssue } from './config/config-issue.ts';
export { createGateway } from './create-gateway.ts';
export { systemClock } from './defaults/system-clock.ts';
export { systemRandom } from './defaults/system-random.ts';
export type { CloseOptions, Gateway } from './gateway.ts';
export type { GatewayOptions, GatewayStores } from './gateway-options.ts';
export type { ApiKeys, NewApiKey } from './keys/api-keys.ts';
export type { Permission, Realm, Route, RouteOperation } from './routes/route.ts';
export { routeTable } from './routes/route-table.ts';
export { type CompileOptions, compile } from './snapshot/compile.ts';
export { defaultSettings } from './snapshot/default-settings.ts';
export type { Secret } from './snapshot/secret.ts';
export type {
  Snapshot,
  SnapshotKey,
  SnapshotLimits,
  SnapshotModel,
  SnapshotProvider,
  SnapshotTarget,
  SnapshotTimeouts,
} from './snapshot/snapshot.ts';
export { createMemoryApiKeyStore } from './stores/memory-api-key-store.ts';
export { createMemorySettingsStore } from './stores/memory-settings-store.ts';
export { createMemoryUsageStore } from './stores/memory-usage-store.ts';
