import { isJsonObject, type Json, type JsonText, type Part, type Seal } from '@gateway/spec';
import { stringifyJson } from '@gateway/protocols';
import { unknownPart } from './part-decode.ts';
import { createReader, type FormHints, type Reader, type ReadScope, wrongType } from './reader.ts';

/**
 * Reads an entry of `tool_calls`, in requests and answers.
 *
 * @throws `GatewayError` `invalid_request` in strict scopes
 */
export function decodeToolCall(value: Json, scope: ReadScope): Part {
  if (!isJsonObject(value)) {
    if (scope.strict) throw wrongType(scope.path, 'an object', value);
    return unknownPart({ value }, scope, 'tool_calls');
  }
  const { type } = value;
  if (type === 'custom' && isJsonObject(value['custom']))
    return readCustom(createReader(value, scope));
  if (isJsonObject(value['function'])) return readFunction(createReader(value, scope));
  return unknownPart(value, scope, 'tool_calls');
}

function readFunction(call: Reader): Part {
  const body = call.child('function');
  const input = body ? readArguments(body) : { text: '' };
  const { as, ...text } = input;
  return {
    type: 'tool-call',
    toolName: body?.filled('name') ?? '',
    inputFormat: 'json',
    input: text,
    ...common(call, { type: call.constant('type', 'function'), arguments: as }),
  };
}

function readCustom(call: Reader): Part {
  const body = call.child('custom');
  call.any('type');
  return {
    type: 'tool-call',
    toolName: body?.filled('name') ?? '',
    inputFormat: 'text',
    input: { text: body?.filled('input') ?? '' },
    ...common(call, {}),
  };
}

function common(call: Reader, form: FormHints) {
  const toolCallId = call.filled('id') ?? '';
  const seal = takeSignature(call);
  return { toolCallId, ...(seal && { seal }), wire: call.notes(form) };
}

/** Google's chat endpoint keeps thought signatures here. */
function takeSignature(call: Reader): Seal | undefined {
  const google = call.child('extra_content')?.child('google');
  const value = google?.filled('thought_signature');
  return value === undefined ? undefined : { family: 'google', form: 'thought-signature', value };
}

/**
 * Reads the arguments of a function: text as it is, an object (which some servers send) as JSON
 * text.
 *
 * @throws `GatewayError` `invalid_request` in strict scopes, when they are neither
 */
function readArguments(body: Reader): JsonText & { readonly as?: 'object' | 'absent' } {
  const value = body.peek('arguments');
  if (isJsonObject(value)) {
    body.any('arguments');
    return { text: stringifyJson(value), as: 'object' };
  }
  const text = body.string('arguments');
  return text === undefined ? { text: '', as: 'absent' } : { text };
}

/**
 * Reads the `function_call` of an assistant message, the older form of a single tool call.
 *
 * @param toolCallId - id that joins the call with its result, since this form has none
 * @returns `undefined` when there is no call; an empty one, which some servers send, is none
 * @throws `GatewayError` `invalid_request` in strict scopes
 */
export function takeFunctionCall(
  message: Reader,
  toolCallId: (toolName: string) => string,
): Part | undefined {
  const value = message.peek('function_call');
  if (!isJsonObject(value) || value['name'] === '') return undefined;
  const body = message.child('function_call');
  const toolName = body?.string('name');
  if (body === undefined || toolName === undefined) return undefined;
  const { as, ...input } = readArguments(body);
  const wire = createReader({}, body.scope).notes({ slot: 'function_call', arguments: as });
  return {
    type: 'tool-call',
    toolCallId: toolCallId(toolName),
    toolName,
    inputFormat: 'json',
    input,
    wire,
  };
}
