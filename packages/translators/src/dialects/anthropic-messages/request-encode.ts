import type { GenerateRequest, Json, JsonObject } from '@gateway/spec';
import type { EncodeRequestContext, WireRequest } from '../../codec.ts';
import type { EncodeScope } from './block-encode.ts';
import { encodeHeaders, encodeQuery } from './headers.ts';
import { encodeSettings, reportUnsaidSettings } from './settings-encode.ts';
import { encodeTool } from './tool.ts';
import { encodeToolChoice } from './tool-choice.ts';
import { countSystemTurns, encodeMessages, encodeSystem, trimPrefill } from './turns-encode.ts';
import { formHint, reportForeignExtra, withOwnExtra } from './wire.ts';

/**
 * Writes a Messages request. The request is already fitted to the target; only the wire form is made
 * here: top-level system text, alternating roles, tool results first, the ceiling the API demands.
 *
 * @throws never
 * @source Messages API reference and SDK types, read 2026-11
 */
export function encodeRequest(
  request: GenerateRequest,
  options: EncodeRequestContext,
): WireRequest {
  const { target, loss } = options;
  const isCount = formHint(request, 'operation') === 'count';
  const scope: EncodeScope = {
    loss,
    path: '',
    side: 'request',
    family: target.reasoningFamily,
    native: false,
  };
  reportForeignExtra(request, scope);
  reportUnsaidSettings(request, scope);
  const body: JsonObject = {
    model: request.model,
    ...encodeSettings(request, {
      ...scope,
      limits: target.limits,
      minBudgetTokens: target.reasoning.minBudgetTokens,
      isCount,
    }),
    ...encodeConversation(request, scope),
    ...encodeTools(request, scope),
    ...((request.stream || formHint(request, 'stream') === 'false') && { stream: request.stream }),
  };
  return {
    operation: isCount ? 'count' : 'generate',
    model: request.model,
    stream: request.stream,
    ...encodeQuery(request),
    headers: encodeHeaders(request),
    body: { kind: 'json', value: withOwnExtra(request, body) },
  };
}

function encodeConversation(request: GenerateRequest, scope: EncodeScope): JsonObject {
  const turns = trimPrefill(request.turns, scope);
  const systemTurns = countSystemTurns(turns);
  const system = encodeSystem(turns.slice(0, systemTurns), scope);
  return {
    ...(system !== undefined && { system }),
    messages: encodeMessages(turns.slice(systemTurns), scope),
  };
}

function encodeTools(request: GenerateRequest, scope: EncodeScope): JsonObject {
  const tools: Json[] = request.tools.flatMap((tool) => encodeTool(tool, scope) ?? []);
  const toolChoice = encodeToolChoice(request, scope);
  const isWritten = tools.length > 0 || formHint(request, 'tools') === 'empty';
  return {
    ...(isWritten && { tools }),
    ...(toolChoice !== undefined && { tool_choice: toolChoice }),
  };
}
