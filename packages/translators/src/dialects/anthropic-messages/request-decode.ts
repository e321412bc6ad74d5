import {
  GatewayError,
  type GenerateRequest,
  isJsonObject,
  type ToolDefinition,
} from '@gateway/spec';
import type { DecodeRequestContext, WireRequest } from '../../codec.ts';
import type { BlockScope } from './block-scope.ts';
import { addressHints, decodeBetas } from './headers.ts';
import { takeSettings } from './settings-decode.ts';
import { createTaker, invalidField, type Taker } from './taker.ts';
import { decodeTool } from './tool.ts';
import { takeToolChoice } from './tool-choice.ts';
import { decodeMessages, takeSystem } from './turns-decode.ts';

/**
 * Reads a Messages request, or a request to count its tokens.
 *
 * @throws `GatewayError` `invalid_request`, `param` naming the field
 * @source Messages API reference and SDK types, read 2026-11
 */
export function decodeRequest(
  request: WireRequest,
  _options: DecodeRequestContext,
): GenerateRequest {
  if (request.body.kind !== 'json' || !isJsonObject(request.body.value)) {
    throw new GatewayError({ code: 'invalid_request', message: 'The body must be a JSON object.' });
  }
  const scope: BlockScope = { path: '', strict: true, family: 'anthropic' };
  const take = createTaker(request.body.value, scope);
  const model = takeModel(take, request);
  const stream = take.boolean('stream');
  const system = takeSystem(take, scope);
  const messages = takeMessages(take, scope);
  const tools = takeTools(take);
  const { settings, form } = takeSettings(take);
  const policy = takeToolChoice(take);
  const betas = decodeBetas(request.headers);
  return {
    model,
    stream: stream ?? request.stream,
    turns: [...system, ...messages],
    tools: tools ?? [],
    ...policy,
    ...settings,
    ...(betas.length > 0 && { betas }),
    wire: take.notes({
      ...addressHints(request),
      ...form,
      ...(request.operation === 'count' && { operation: 'count' }),
      ...(stream === false && { stream: 'false' }),
      ...(tools?.length === 0 && { tools: 'empty' }),
    }),
  };
}

function takeModel(take: Taker, request: WireRequest): string {
  const model = take.string('model') || request.model;
  if (model === '') throw invalidField('model', 'Field required');
  return model;
}

function takeMessages(take: Taker, scope: BlockScope): GenerateRequest['turns'] {
  const messages = take.array('messages');
  if (messages === undefined) throw invalidField('messages', 'Field required');
  return decodeMessages(messages, scope);
}

function takeTools(take: Taker): readonly ToolDefinition[] | undefined {
  return take.array('tools')?.map((tool, index) => {
    const path = `tools[${index}]`;
    if (!isJsonObject(tool)) throw invalidField(path, 'Input should be an object');
    return decodeTool(tool, { path, strict: true });
  });
}
