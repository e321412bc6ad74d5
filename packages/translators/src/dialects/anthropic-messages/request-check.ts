import { type GenerateRequest, isJsonObject, type Json, type JsonObject } from '@gateway/spec';
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
import { invalidField, joinPath } from './taker.ts';

const settings: Readonly<Record<string, ValueRule>> = {
  // None at all is a request of its own: it warms the cache.
  max_tokens: integerWithin({ min: 0 }),
  temperature: numberWithin({ min: 0, max: 1 }),
  top_p: numberWithin({ min: 0, max: 1 }),
  top_k: integerWithin({ min: -1 }),
};

const isMissing = (value: Json | undefined): boolean => value === undefined || value === null;

/**
 * Refuses what an upstream of this dialect would refuse, because no other dialect could carry it:
 * it would be lost, or answered as if something else had been asked.
 *
 * @param decoded - the same request as the decoder read it
 * @throws `GatewayError` `invalid_request` naming the field
 * @source Messages API reference and SDK types, read 2026-11
 */
export function checkRequest({ operation, body }: WireRequest, decoded: GenerateRequest): void {
  const source = body.kind === 'json' && isJsonObject(body.value) ? body.value : {};
  // Threads are refused as such, in words that make a client send the whole conversation.
  if (!isMissing(source['thread'])) return;
  if (operation !== 'count') requireMember(source, 'max_tokens', '');
  checkMembers(source, settings, '');
  checkThinking(source['thinking']);
  checkOutput(source);
  checkToolChoice(source, decoded);
  eachOf(source['tools'], 'tools', checkTool);
  if (Array.isArray(source['messages']) && source['messages'].length === 0) {
    throw invalidField('messages', 'At least one message is required');
  }
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
  rules: Readonly<Record<string, ValueRule>>,
  path: string,
): void {
  const broken = findBroken(source, rules);
  if (!broken) return;
  throw invalidField(joinPath(path, broken.key), `Input should be ${broken.rule.expected}`);
}

function requireMember(source: JsonObject, key: string, path: string): void {
  if (isMissing(source[key])) throw invalidField(joinPath(path, key), 'Field required');
}

function checkThinking(thinking: Json | undefined): void {
  if (!isJsonObject(thinking)) return;
  const path = 'thinking';
  requireMember(thinking, 'type', path);
  const type = wordOf(['enabled', 'adaptive', 'disabled', 'between_tools']);
  checkMembers(thinking, { type }, path);
  if (thinking['type'] !== 'enabled') return;
  requireMember(thinking, 'budget_tokens', path);
  checkMembers(thinking, { budget_tokens: integerWithin({ min: 1024 }) }, path);
}

function checkOutput({ output_config: config, output_format: format }: JsonObject): void {
  if (isJsonObject(config)) {
    const effort = wordOf(['low', 'medium', 'high', 'xhigh', 'max']);
    checkMembers(config, { effort }, 'output_config');
    checkFormat(config['format'], 'output_config.format');
  }
  checkFormat(format, 'output_format');
}

function checkFormat(format: Json | undefined, path: string): void {
  if (!isJsonObject(format)) return;
  requireMember(format, 'type', path);
  checkMembers(format, { type: wordOf(['json_schema']) }, path);
  requireSchema(format, 'schema', path);
}

function requireSchema(source: JsonObject, key: string, path: string): void {
  requireMember(source, key, path);
  if (isJsonObject(source[key])) return;
  throw invalidField(joinPath(path, key), 'Input should be an object');
}

/** The decoder leaves a choice alone that it cannot read. */
function checkToolChoice(
  { tool_choice: choice }: JsonObject,
  { toolChoice }: GenerateRequest,
): void {
  if (!isJsonObject(choice)) return;
  const path = 'tool_choice';
  requireMember(choice, 'type', path);
  checkMembers(choice, { type: wordOf(['auto', 'any', 'tool', 'none']) }, path);
  if (toolChoice?.mode === 'tool') requireMember(choice, 'name', path);
}

/** Tools of the provider's own have no schema. */
function checkTool(tool: JsonObject, path: string): void {
  if (!isMissing(tool['type']) && tool['type'] !== 'custom') return;
  if (!isFilled(tool['name'])) {
    throw invalidField(`${path}.name`, 'Input should be a string of at least 1 character');
  }
  requireSchema(tool, 'input_schema', path);
}
