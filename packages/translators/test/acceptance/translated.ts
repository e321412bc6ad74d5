import {
  type Dialect,
  type GatewayErrorFields,
  isJsonObject,
  type Json,
  type JsonObject,
  type LossCode,
  type TargetProfileOverrides,
} from '@gateway/spec';
import { stringifyBody, type TranslationContext, translateRequest } from '../../src/index.ts';
import { sealKey } from '../support.ts';

/** What cases of the catalogue may set besides the body. */
export interface Setting {
  readonly target?: TargetProfileOverrides;
  readonly context?: Partial<TranslationContext>;
  /** Whether the request is one of a conversation with a profile of the client's. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** A request that was translated, as the upstream gets it. */
export interface Translated {
  readonly body: JsonObject;
  readonly messages: readonly JsonObject[];
  readonly codes: readonly LossCode[];
  readonly exchange: Extract<ReturnType<typeof translateRequest>, { ok: true }>['exchange'];
}

/** Reads a list of objects. */
export function objects(value: Json | undefined): readonly JsonObject[] {
  return Array.isArray(value) ? value.filter(isJsonObject) : [];
}

function translator(from: Dialect, to: Dialect) {
  return (body: JsonObject, { headers, ...setting }: Setting = {}) =>
    translateRequest({
      from,
      to,
      request: { operation: 'generate', body, ...(headers && { headers }) },
      ...setting,
      context: { sealKey, ...setting.context },
    });
}

function translate(from: Dialect, to: Dialect) {
  return (body: JsonObject, setting: Setting = {}): Translated => {
    const result = translator(from, to)(body, setting);
    if (!result.ok) throw new Error(`${result.error.code}: ${result.error.message}`);
    const sent: Json = JSON.parse(stringifyBody(result.request.body));
    return {
      body: isJsonObject(sent) ? sent : {},
      messages: objects(isJsonObject(sent) ? sent['messages'] : undefined),
      codes: result.loss.map(({ code }) => code),
      exchange: result.exchange,
    };
  };
}

/** Translates what a Messages client sends for a chat upstream. */
export const toChat = translate('anthropic-messages', 'openai-chat');

/** Translates what a chat client sends for a Messages upstream. */
export const toMessages = translate('openai-chat', 'anthropic-messages');

/** The error with which a chat client's request is refused. */
export function refusal(body: JsonObject, setting: Setting = {}): GatewayErrorFields {
  const result = translator('openai-chat', 'anthropic-messages')(body, setting);
  if (result.ok) throw new Error('nothing was refused');
  return result.error;
}
