import {
  type CacheSettings,
  type ContinuitySettings,
  type GenerateRequest,
  type LimitSettings,
  type OutputSettings,
  type SamplingSettings,
  type ServingSettings,
} from '@gateway/spec';
import { takeCacheMark } from './cache-mark.ts';
import { createTaker, joinPath, type Taker } from './taker.ts';
import { budgetHint, takeReasoning } from './thinking.ts';
import { takeStrings } from './tool.ts';

/** Everything of a request but the conversation and the tools. */
export type RequestSettings = Pick<
  GenerateRequest,
  | 'output'
  | 'limits'
  | 'sampling'
  | 'reasoning'
  | 'cache'
  | 'continuity'
  | 'serving'
  | 'identity'
  | 'hosted'
>;

/** Settings, and the form they had. */
export interface TakenSettings {
  readonly settings: RequestSettings;
  readonly form: Readonly<Record<string, string>>;
}

/**
 * Takes all settings of a request.
 *
 * @throws `GatewayError` `invalid_request` in strict scopes, naming the field
 */
export function takeSettings(take: Taker): TakenSettings {
  const config = openOutputConfig(take);
  const reasoning = takeReasoning(take, config);
  const limits = takeLimits(take);
  const format = takeFormat(take, config);
  if (config !== undefined) take.putBack('output_config', config.rest());
  const { cache } = takeCacheMark(take);
  const settings = {
    output: format && { format: format.format },
    limits,
    sampling: takeSampling(take),
    reasoning,
    cache: cache && ({ automatic: cache } satisfies CacheSettings),
    continuity: takeContinuity(take),
    serving: takeServing(take),
    identity: takeIdentity(take),
    hosted: takeHosted(take),
  };
  const budget = budgetHint(reasoning, limits);
  return {
    settings: withoutUndefined(settings),
    form: {
      ...(budget !== undefined && { budget }),
      ...(format?.place === 'output_format' && { format: 'output_format' }),
    },
  };
}

/**
 * Leaves out members that are `undefined`.
 *
 * @throws never
 */
function withoutUndefined<Members extends object>(
  members: Members,
): { readonly [Key in keyof Members]?: Exclude<Members[Key], undefined> } {
  const kept = Object.entries(members).filter(([, value]) => value !== undefined);
  // Exactly the members that were `undefined` are gone, and the type lets each be absent.
  return Object.fromEntries(kept) as { [Key in keyof Members]?: Exclude<Members[Key], undefined> };
}

/** An object of the members that are there; `undefined` where none is. */
function group<Members extends object>(
  members: Members,
): { readonly [Key in keyof Members]?: Exclude<Members[Key], undefined> } | undefined {
  const kept = withoutUndefined(members);
  return Object.keys(kept).length === 0 ? undefined : kept;
}

function openOutputConfig(take: Taker): Taker | undefined {
  const value = take.object('output_config');
  if (value === undefined) return undefined;
  if (Object.keys(value).length > 0) {
    return createTaker(value, { ...take.scope, path: 'output_config' });
  }
  take.putBack('output_config', value);
  return undefined;
}

interface TakenFormat {
  readonly format: NonNullable<OutputSettings['format']>;
  readonly place: string;
}

/** The newer place wins; where both are given, the older one stays unread. */
function takeFormat(take: Taker, config: Taker | undefined): TakenFormat | undefined {
  const nested = config && readFormat(config, 'format');
  return nested ?? readFormat(take, 'output_format');
}

function readFormat(take: Taker, key: string): TakenFormat | undefined {
  const value = take.object(key);
  if (value === undefined) return undefined;
  const path = joinPath(take.scope.path, key);
  const inner = createTaker(value, { ...take.scope, path });
  const type = inner.oneOf('type', ['json_schema']);
  const schema = inner.any('schema');
  if (type === undefined || schema === undefined) {
    take.putBack(key, value);
    return undefined;
  }
  take.putBack(key, inner.rest());
  return { format: { type: 'json-schema', schema }, place: key };
}

function takeLimits(take: Taker): LimitSettings | undefined {
  return group({
    maxOutputTokens: take.number('max_tokens'),
    stopSequences: takeStrings(take, 'stop_sequences'),
  });
}

function takeSampling(take: Taker): SamplingSettings | undefined {
  return group({
    temperature: take.number('temperature'),
    topP: take.number('top_p'),
    topK: take.number('top_k'),
  });
}

function takeContinuity(take: Taker): ContinuitySettings | undefined {
  return group({
    container: take.any('container'),
    contextManagement: take.any('context_management'),
    thread: take.any('thread'),
  });
}

function takeServing(take: Taker): ServingSettings | undefined {
  return group({
    tier: take.string('service_tier'),
    speed: take.oneOf('speed', ['standard', 'fast']),
    region: take.string('inference_geo'),
  });
}

function takeIdentity(take: Taker): GenerateRequest['identity'] {
  const metadata = take.object('metadata');
  if (metadata === undefined) return undefined;
  const inner = createTaker(metadata, { ...take.scope, path: 'metadata' });
  const user = inner.string('user_id');
  take.putBack('metadata', user === undefined ? metadata : inner.rest());
  return user === undefined ? undefined : { user };
}

function takeHosted(take: Taker): GenerateRequest['hosted'] {
  const mcpServers = take.any('mcp_servers');
  return mcpServers === undefined ? undefined : { mcpServers };
}
