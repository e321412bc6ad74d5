import {
  type GatewayError,
  type GenerateRequest,
  isJsonObject,
  type Json,
  type JsonObject,
  reasoningEfforts,
} from '@gateway/spec';
import {
  findBroken,
  integerWithin,
  isFilled,
  numberWithin,
  type ValueRule,
  wordOf,
} from '../../check/value-rule.ts';
import type { WireRequest } from '../../codec.ts';
import { checkMessage } from './message-check.ts';
import { invalidValue, missing, wrongType } from './reader.ts';

const effort = wordOf(['none', ...reasoningEfforts]);

/** What OpenAI's API takes; the settings it does not have are as the servers take them that do. */
const settings: Readonly<Record<string, ValueRule>> = {
  max_tokens: integerWithin({ min: 1 }),
  max_completion_tokens: integerWithin({ min: 1 }),
  n: integerWithin({ min: 1 }),
  temperature: numberWithin({ min: 0, max: 2 }),
  top_p: numberWithin({ min: 0, max: 1 }),
  presence_penalty: numberWithin({ min: -2, max: 2 }),
  frequency_penalty: numberWithin({ min: -2, max: 2 }),
  seed: integerWithin(),
  top_logprobs: integerWithin({ min: 0, max: 20 }),
  reasoning_effort: effort,
  verbosity: wordOf(['low', 'medium', 'high']),
  top_k: integerWithin({ min: -1 }),
  min_p: numberWithin({ min: 0, max: 1 }),
  repetition_penalty: numberWithin({ min: 0 }),
};

/**
 * Refuses what an upstream of this dialect would refuse, because no other dialect could carry it:
 * it would be lost, or answered as if something else had been asked.
 *
 * @param decoded - the same request as the decoder read it
 * @throws `GatewayError` `invalid_request` naming the field
 * @source OpenAI API reference, "Create chat completion"; openai-node 7 types
 */
export function checkRequest({ body }: WireRequest, decoded: GenerateRequest): void {
  const source = body.kind === 'json' && isJsonObject(body.value) ? body.value : {};
  checkMembers(source, '', settings);
  checkMember(source, 'reasoning', { effort });
  checkMember(source, 'thinking', { type: wordOf(['enabled', 'disabled', 'adaptive']) });
  checkModalities(source);
  checkFormat(source);
  checkToolChoice(source, decoded);
  for (const key of ['tools', 'functions']) eachOf(source[key], key, checkTool);
  eachOf(source['messages'], 'messages', checkMessage);
}

function eachOf(
  list: Json | undefined,
  key: string,
  check: (value: JsonObject, path: string) => void,
): void {
  if (!Array.isArray(list)) return;
  for (const [index, value] of list.entries()) {
    if (isJsonObject(value)) check(value, `${key}[${index}]`);
  }
}

function checkMembers(
  source: JsonObject,
  prefix: string,
  rules: Readonly<Record<string, ValueRule>>,
): void {
  const broken = findBroken(source, rules);
  if (broken) throw invalidValue(prefix + broken.key, broken.rule.expected);
}

/** Members of an object that other servers know. */
function checkMember(
  source: JsonObject,
  key: string,
  rules: Readonly<Record<string, ValueRule>>,
): void {
  const value = source[key];
  if (isJsonObject(value)) checkMembers(value, `${key}.`, rules);
}

const modality = wordOf(['text', 'audio', 'image']);

function checkModalities({ modalities }: JsonObject): void {
  if (modalities === undefined || modalities === null) return;
  if (!Array.isArray(modalities)) throw wrongType('modalities', 'an array', modalities);
  const at = modalities.findIndex((each: Json) => !modality.holds(each));
  if (at >= 0) throw invalidValue(`modalities[${at}]`, modality.expected);
}

function checkFormat({ response_format: format }: JsonObject): void {
  if (!isJsonObject(format)) return;
  if (format['type'] === undefined || format['type'] === null)
    throw missing('response_format.type');
  checkMembers(format, 'response_format.', {
    type: wordOf(['text', 'json_object', 'json_schema']),
  });
  if (format['type'] !== 'json_schema') return;
  const path = 'response_format.json_schema';
  const { json_schema: wrapper } = format;
  if (wrapper === undefined || wrapper === null) throw missing(path);
  if (!isJsonObject(wrapper)) throw wrongType(path, 'an object', wrapper);
  checkSchema(wrapper, 'schema', path);
}

/** The decoder leaves a choice alone that it cannot read. */
function checkToolChoice(source: JsonObject, { toolChoice }: GenerateRequest): void {
  if (toolChoice) return;
  const key = ['tool_choice', 'function_call'].find((each) => {
    return source[each] !== undefined && source[each] !== null;
  });
  if (key !== undefined) {
    throw invalidValue(key, "'none', 'auto', 'required' or an object that names a tool");
  }
}

function checkTool(tool: JsonObject, path: string): void {
  const kinds = ['function', 'custom'].flatMap((key) => {
    const body = tool[key];
    return isJsonObject(body) ? [{ body, place: `${path}.${key}` }] : [];
  });
  const { body, place } = kinds[0] ?? { body: tool, place: path };
  const isNamed = body['name'] !== undefined;
  if (!isNamed && !isFilled(tool['type'])) throw missing(`${path}.type`);
  if (isNamed && !isFilled(body['name'])) throw emptyName(place);
  for (const key of ['parameters', 'input_schema']) checkSchema(body, key, place);
}

const emptyName = (place: string): GatewayError =>
  invalidValue(`${place}.name`, 'a string that is not empty');

function checkSchema(source: JsonObject, key: string, path: string): void {
  const value = source[key];
  if (value === undefined || value === null || isJsonObject(value)) return;
  throw wrongType(`${path}.${key}`, 'an object', value);
}
