import { isJsonObject, type JsonObject, type OutputSettings } from '@gateway/spec';
import type { Reader } from './reader.ts';
import { members } from './wire.ts';

type OutputFormat = NonNullable<OutputSettings['format']>;

/**
 * Takes `response_format`. Forms the decoder does not know stay unread.
 *
 * @throws `GatewayError` `invalid_request` when it is not an object
 */
export function takeOutputFormat(body: Reader): OutputFormat | undefined {
  const value = body.peek('response_format');
  if (value == null) return undefined;
  const type = isJsonObject(value) ? value['type'] : undefined;
  const schema = isJsonObject(value) ? value['json_schema'] : undefined;
  if (type === 'json_schema') return isJsonObject(schema) ? takeSchema(body) : undefined;
  if (isJsonObject(value) && type !== 'text' && type !== 'json_object') return undefined;
  const format = body.child('response_format');
  format?.any('type');
  return { type: type === 'text' ? 'text' : 'json' };
}

function takeSchema(body: Reader): OutputFormat | undefined {
  const inner = body.peek('response_format');
  const wrapper = isJsonObject(inner) ? inner['json_schema'] : undefined;
  if (!isJsonObject(wrapper) || wrapper['schema'] == null) return undefined;
  const format = body.child('response_format');
  format?.any('type');
  const definition = format?.child('json_schema');
  const name = definition?.string('name');
  const description = definition?.string('description');
  const strict = definition?.boolean('strict');
  return {
    type: 'json-schema',
    schema: definition?.any('schema') ?? {},
    ...(name !== undefined && { name }),
    ...(description !== undefined && { description }),
    ...(strict !== undefined && { strict }),
  };
}

/**
 * Writes `response_format`.
 *
 * @returns `undefined` for forms chat does not know
 * @throws never
 */
export function encodeOutputFormat(format: OutputFormat): JsonObject | undefined {
  switch (format.type) {
    case 'text':
      return { type: 'text' };
    case 'json':
      return { type: 'json_object' };
    case 'json-schema': {
      const { name = 'response', description, schema, strict } = format;
      return { type: 'json_schema', json_schema: members({ name, description, schema, strict }) };
    }
    default:
      return undefined;
  }
}
