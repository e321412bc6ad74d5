import {
  GatewayError,
  type GenerateRequest,
  isJsonObject,
  type Json,
  type JsonObject,
  type ToolDefinition,
} from '@gateway/spec';
import type { WireRequest } from '../../codec.ts';
import { createReader, missing, type Reader, wrongType } from './reader.ts';
import { takeSettings } from './settings-decode.ts';
import { takeToolChoice } from './tool-choice.ts';
import { decodeLegacyFunction, decodeTool } from './tool-decode.ts';
import { decodeTurns } from './turns-decode.ts';

/**
 * Reads a chat completion request.
 *
 * @throws `GatewayError` `invalid_request` naming the field
 * @source OpenAI API reference, "Create chat completion"; openai-node 7 types
 */
export function decodeRequest(request: WireRequest): GenerateRequest {
  const source = bodyOf(request);
  const body = createReader(source, { path: '', strict: true });
  const model = body.string('model') || request.model;
  if (model === '') throw missing('model');
  const turns = decodeTurns(takeMessages(body));
  const { tools, form: toolForm } = takeTools(body);
  const toolChoice = takeToolChoice(body);
  const parallelToolCalls = body.boolean('parallel_tool_calls');
  const { settings, form } = takeSettings(body);
  const stream = body.boolean('stream');
  const streamForm = stream === undefined ? 'absent' : undefined;
  return {
    model,
    stream: stream ?? request.stream,
    turns,
    tools,
    ...(toolChoice && { toolChoice }),
    ...(parallelToolCalls !== undefined && { parallelToolCalls }),
    ...settings,
    wire: body.notes({ ...form, ...toolForm, stream: streamForm }),
  };
}

function bodyOf({ body }: WireRequest): JsonObject {
  const value = body.kind === 'json' ? body.value : undefined;
  if (isJsonObject(value)) return value;
  throw new GatewayError({ code: 'invalid_request', message: 'The body must be a JSON object.' });
}

function takeMessages(body: Reader): readonly Json[] {
  const messages = body.list('messages');
  if (messages === undefined && body.has('input')) {
    throw new GatewayError({
      code: 'invalid_request',
      message: "Unknown parameter: 'input'. Requests with 'input' belong to /v1/responses.",
      param: 'input',
    });
  }
  if (messages === undefined) throw missing('messages');
  if (messages.length === 0) {
    const message = "Invalid 'messages': empty array. Expected at least 1 message.";
    throw new GatewayError({ code: 'invalid_request', message, param: 'messages' });
  }
  return messages;
}

/** An absent list and an empty one mean the same and are kept apart by a hint. */
function takeTools(body: Reader): {
  readonly tools: readonly ToolDefinition[];
  readonly form: Readonly<Record<string, string | undefined>>;
} {
  const modern = decodeList(body, 'tools', decodeTool);
  const legacy = decodeList(body, 'functions', decodeLegacyFunction);
  const tools = [...(modern ?? []), ...(legacy ?? [])];
  const none = modern === undefined ? 'absent' : 'empty';
  return { tools, form: { tools: tools.length === 0 ? none : undefined } };
}

function decodeList(
  body: Reader,
  key: string,
  decode: (value: Json, scope: { path: string; strict: boolean }) => ToolDefinition,
): readonly ToolDefinition[] | undefined {
  const value = body.peek(key);
  if (value != null && !Array.isArray(value)) throw wrongType(key, 'an array', value);
  const list = body.list(key);
  return list?.map((each, index) => decode(each, { path: `${key}[${index}]`, strict: true }));
}
