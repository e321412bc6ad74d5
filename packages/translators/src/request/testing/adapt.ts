import {
  type Dialect,
  GatewayError,
  type GenerateRequest,
  type LossCode,
  type LossReport,
  mergeTargetProfile,
  type Part,
  type TargetProfileOverrides,
  type TextPart,
  type ToolCallPart,
  type ToolResultPart,
  type Turn,
} from '@gateway/spec';
import type { TranslationContext } from '../../codec.ts';
import { createLossRecorder } from '../../loss-recorder.ts';
import type { ExchangePatch } from '../adapt-context.ts';
import { adaptRequest } from '../adapt-request.ts';
import { openProfile } from './open-profile.ts';

/** What tests can say about one adapting. */
export interface AdaptSetting {
  readonly from?: Dialect;
  readonly to?: Dialect;
  readonly target?: TargetProfileOverrides;
  readonly context?: Partial<TranslationContext>;
}

/** The outcome of one adapting. */
export interface Adapted {
  readonly request: GenerateRequest;
  readonly exchange: ExchangePatch;
  readonly loss: LossReport;
  /** Codes of the losses, in order. */
  readonly codes: readonly LossCode[];
}

const anthropicTarget: TargetProfileOverrides = {
  reasoningFamily: 'anthropic',
  limits: { maxCacheMarks: 4 },
  tools: {
    freeform: false,
    namePattern: '[a-zA-Z0-9_-]+',
    maxNameLength: 64,
    callIdPattern: '[a-zA-Z0-9_-]+',
    requiresResults: true,
  },
};

/** Adapts from chat to Messages, or as the setting says, for a target that takes nearly all. */
export function adapt(part: Partial<GenerateRequest>, setting: AdaptSetting = {}): Adapted {
  const { from = 'openai-chat', to = 'anthropic-messages' } = setting;
  const loss = createLossRecorder();
  const target = mergeTargetProfile(
    openProfile,
    to === 'anthropic-messages' ? anthropicTarget : undefined,
    setting.target,
  );
  const context = { newId: (prefix: string) => `${prefix}1`, nowMs: 0, ...setting.context };
  const pathOf = (field: string) => field;
  const options = { from, to, target, context, loss, pathOf };
  const adapted = adaptRequest(request(part), options);
  return { ...adapted, loss: loss.entries, codes: loss.entries.map(({ code }) => code) };
}

/** Adapts from Messages to chat. */
export function toChat(part: Partial<GenerateRequest>, setting: AdaptSetting = {}): Adapted {
  return adapt(part, { from: 'anthropic-messages', to: 'openai-chat', ...setting });
}

/** The error that adapting throws. */
export function refusal(part: Partial<GenerateRequest>, setting: AdaptSetting = {}): GatewayError {
  try {
    adapt(part, setting);
  } catch (error) {
    if (GatewayError.is(error)) return error;
    throw error;
  }
  throw new Error('nothing was refused');
}

/** A request that says hello, with some members replaced. */
export function request(part: Partial<GenerateRequest> = {}): GenerateRequest {
  const limits = { maxOutputTokens: 1000 };
  return { model: 'm', stream: false, turns: [user('hello')], tools: [], limits, ...part };
}

export function user(...parts: readonly (string | Part)[]): Turn {
  return { role: 'user', parts: parts.map(toPart) };
}

export function system(...parts: readonly (string | Part)[]): Turn {
  return { role: 'system', parts: parts.map(toPart) };
}

export function assistant(...parts: readonly (string | Part)[]): Turn {
  return { role: 'assistant', parts: parts.map(toPart) };
}

export function tool(...parts: readonly Part[]): Turn {
  return { role: 'tool', parts };
}

export function text(value: string, more: Partial<TextPart> = {}): TextPart {
  return { type: 'text', text: value, ...more };
}

export function call(toolCallId: string, more: Partial<ToolCallPart> = {}): ToolCallPart {
  return {
    type: 'tool-call',
    toolCallId,
    toolName: 'look',
    inputFormat: 'json',
    input: { text: '{}' },
    ...more,
  };
}

export function result(toolCallId: string, more: Partial<ToolResultPart> = {}): ToolResultPart {
  return { type: 'tool-result', toolCallId, isError: false, content: [text('seen')], ...more };
}

function toPart(value: string | Part): Part {
  return typeof value === 'string' ? text(value) : value;
}
