import { isJsonArray, isJsonObject, type Json, type JsonObject } from '@gateway/spec';
import { isFilled } from '../../check/value-rule.ts';
import { invalidValue, missing, wrongType } from './reader.ts';

/**
 * Refuses a message without content, and content that lacks what makes it one. What tools gave is
 * not looked at: it is not the client's own.
 *
 * @throws `GatewayError` `invalid_request` naming the field
 */
export function checkMessage(message: JsonObject, path: string): void {
  const { role, content } = message;
  if (role === 'tool' || role === 'function') return;
  const at = `${path}.content`;
  if (content === undefined || content === null) {
    if (role !== 'assistant' || !saysMore(message)) throw contentMissing(content, at);
  } else if (isJsonArray(content)) {
    if (content.length === 0 && role === 'user') {
      throw invalidValue(at, 'a string or an array of at least 1 part');
    }
    for (const [index, part] of content.entries()) checkPart(part, `${at}[${index}]`);
  }
  checkCalls(message, path);
}

function contentMissing(content: Json | undefined, path: string) {
  return content === null ? wrongType(path, 'a string or an array', content) : missing(path);
}

/** Calls, a refusal, speech, or reasoning in whichever member a server keeps it. */
function saysMore({ role: _, content: __, name: ___, ...others }: JsonObject): boolean {
  return Object.values(others).some((value) => value !== undefined && value !== null);
}

/** Members that hold a part's content, and which of their own members say it. */
const holders: Readonly<Record<string, readonly string[]>> = {
  image_url: ['url'],
  video_url: ['url'],
  input_audio: ['data'],
  file: ['file_id', 'file_data'],
};

function checkPart(part: Json, path: string): void {
  if (!isJsonObject(part)) return;
  const { type } = part;
  if (!isFilled(type)) throw missing(`${path}.type`);
  const keys = Object.hasOwn(holders, type) ? holders[type] : undefined;
  if (!keys) {
    if (type === 'refusal' && typeof part[type] !== 'string') throw missing(`${path}.${type}`);
    return;
  }
  const holder = part[type];
  // Some clients write the bare address.
  if (isFilled(holder)) return;
  const says = isJsonObject(holder) && keys.some((key) => isFilled(holder[key]));
  if (!says) throw missing(`${path}.${type}.${keys[0] ?? ''}`);
}

function checkCalls(message: JsonObject, path: string): void {
  const { tool_calls: calls, function_call: legacy } = message;
  if (isJsonArray(calls)) {
    for (const [index, call] of calls.entries()) checkCall(call, `${path}.tool_calls[${index}]`);
  }
  // Some servers send an empty call where there is none.
  if (isJsonObject(legacy) && legacy['name'] !== '') checkName(legacy, `${path}.function_call`);
}

function checkCall(call: Json, path: string): void {
  if (!isJsonObject(call)) return;
  const key = call['type'] === 'custom' ? 'custom' : 'function';
  const body = call[key];
  if (!isJsonObject(body)) throw missing(`${path}.${key}`);
  checkName(body, `${path}.${key}`);
}

function checkName(body: JsonObject, path: string): void {
  if (!isFilled(body['name'])) throw missing(`${path}.name`);
}
