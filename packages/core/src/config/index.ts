export {
  ConfigError,
  type ConfigIssue,
  formatConfigIssue,
  formatConfigPath,
} from './config-issue.ts';
export type { GatewayConfig } from './gateway-config.ts';
export { type ParsedConfig, safeParseConfig } from './safe-parse-config.ts';
