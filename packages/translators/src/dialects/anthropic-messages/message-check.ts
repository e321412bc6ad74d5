import { isJsonObject, type Json, type JsonObject } from '@gateway/spec';
import { isFilled } from '../../check/value-rule.ts';
import { invalidField } from './taker.ts';

/**
 * Refuses a message without content, and blocks that lack what makes them one. What tools gave is
 * not looked at: it is not the client's own.
 *
 * @throws `GatewayError` `invalid_request` naming the field
 */
export function checkMessage({ role, content }: JsonObject, path: string): void {
  if (!Array.isArray(content)) return;
  if (content.length === 0 && role === 'user') {
    throw invalidField(`${path}.content`, 'Input should have at least 1 item');
  }
  for (const [index, block] of content.entries()) {
    if (isJsonObject(block)) checkBlock(block, `${path}.content[${index}]`);
  }
}

/** Members without which a block of a kind says nothing. */
const required: Readonly<Record<string, string>> = {
  image: 'source',
  document: 'source',
  search_result: 'content',
  redacted_thinking: 'data',
  container_upload: 'file_id',
  tool_addition: 'tool',
  tool_removal: 'tool',
};

function checkBlock(block: JsonObject, path: string): void {
  const { type } = block;
  const key =
    typeof type === 'string' && Object.hasOwn(required, type) ? required[type] : undefined;
  if (key === undefined) return;
  const value = block[key];
  if (value === undefined || value === null) throw invalidField(`${path}.${key}`, 'Field required');
  if (key === 'source') checkSource(value, `${path}.${key}`);
}

/** Members that each kind of source must have. */
const sources: Readonly<Record<string, readonly string[]>> = {
  base64: ['media_type', 'data'],
  url: ['url'],
  file: ['file_id'],
  text: ['data'],
};

function checkSource(source: Json, path: string): void {
  if (!isJsonObject(source)) throw invalidField(path, 'Input should be an object');
  const { type } = source;
  // A document can be made of blocks, which are looked at by the decoder.
  if (type === 'content') return;
  const keys = typeof type === 'string' && Object.hasOwn(sources, type) ? sources[type] : undefined;
  if (!keys) {
    const known = Object.keys(sources).map((each) => `'${each}'`);
    throw invalidField(`${path}.type`, `Input should be one of ${known.join(', ')}`);
  }
  const lacking = keys.find((key) => !isFilled(source[key]));
  if (lacking !== undefined) throw invalidField(`${path}.${lacking}`, 'Field required');
}
