import type { GenerateRequest, JsonObject } from '@gateway/spec';
import type { EncodeRequestContext, WireRequest } from '../../codec.ts';
import type { EncodeScope } from './encode-scope.ts';
import { encodeSettings } from './settings-encode.ts';
import { encodeToolChoice } from './tool-choice.ts';
import { encodeLegacyFunction, encodeTool, isLegacyFunction } from './tool-encode.ts';
import { encodeTurns } from './turns-encode.ts';
import { formHint, members, withOwnExtra } from './wire.ts';

/**
 * Writes a chat completion request.
 *
 * @throws never; what chat has no place for is reported as a loss
 * @source OpenAI API reference, "Create chat completion"; openai-node 7 types
 */
export function encodeRequest(
  request: GenerateRequest,
  { target, context, loss }: EncodeRequestContext,
): WireRequest {
  const scope: EncodeScope = { target, loss, newId: context.newId, path: '' };
  const body = withOwnExtra(request, {
    model: request.model,
    messages: encodeTurns(request.turns, scope),
    ...encodeTools(request, scope),
    ...encodeSettings(request, target),
  });
  return {
    operation: 'generate',
    model: request.model,
    stream: request.stream,
    body: { kind: 'json', value: body },
  };
}

/** Settings of tools without tools are refused by OpenAI, as is an empty list of tools. */
function encodeTools(request: GenerateRequest, scope: EncodeScope): JsonObject {
  const { toolChoice, parallelToolCalls } = request;
  const legacy = request.tools.filter(isLegacyFunction);
  const modern = request.tools.filter((tool) => !isLegacyFunction(tool));
  const tools = modern.flatMap((tool, index) => {
    return encodeTool(tool, { ...scope, path: `tools[${index}]` }) ?? [];
  });
  const functions = legacy.map((tool) => encodeLegacyFunction(tool, scope));
  // Set only where the client itself sent no tools, so that it gets its own request back.
  const hint = request.tools.length === 0 ? formHint(request, 'tools') : undefined;
  const hasTools = tools.length > 0 || functions.length > 0;
  if (!hasTools && hint === undefined) return {};
  return {
    ...(tools.length > 0 || hint === 'empty' ? { tools } : {}),
    ...(functions.length > 0 && { functions }),
    ...(toolChoice && encodeToolChoice(toolChoice, request.tools)),
    ...members({ parallel_tool_calls: parallelToolCalls }),
  };
}
