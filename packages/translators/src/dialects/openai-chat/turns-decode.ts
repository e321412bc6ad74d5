import { stringifyJson } from '@gateway/protocols';
import {
  GatewayError,
  isJsonObject,
  type Json,
  type Part,
  type ToolResultPart,
  type Turn,
} from '@gateway/spec';
import { decodeAssistant, takeContent } from './assistant-decode.ts';
import { takeCacheMark } from './cache-mark.ts';
import { createLegacyCallIds, type LegacyCallIds } from './legacy-call-ids.ts';
import { createReader, type FormHints, missing, type Reader, wrongType } from './reader.ts';
import { ownDialect } from './wire.ts';

const roles = ['system', 'developer', 'user', 'assistant', 'tool', 'function'] as const;

/**
 * Reads the messages of a request, one turn each.
 *
 * @throws `GatewayError` `invalid_request` naming the field
 */
export function decodeTurns(messages: readonly Json[]): readonly Turn[] {
  const ids = createLegacyCallIds();
  return messages.map((message, index) => {
    const path = `messages[${index}]`;
    if (!isJsonObject(message)) throw wrongType(path, 'an object', message);
    return decodeMessage(createReader(message, { path, strict: true }), ids);
  });
}

function decodeMessage(message: Reader, ids: LegacyCallIds): Turn {
  const role = takeRole(message);
  switch (role) {
    case 'assistant': {
      const options = { functionCallId: ids.ofCall, thinkTags: false };
      const { parts, form } = decodeAssistant(message, options);
      return finishTurn(message, { role, parts, form });
    }
    case 'tool':
    case 'function':
      return decodeResult(message, role, ids);
    default: {
      const { content, hint } = takeContent(message);
      if (hint === 'absent') throw missing(message.at('content'));
      return finishTurn(message, { role, parts: content, form: { content: hint } });
    }
  }
}

function takeRole(message: Reader): (typeof roles)[number] {
  const role = message.oneOf('role', roles);
  if (role !== undefined) return role;
  const path = message.at('role');
  const value = message.peek('role');
  if (value === undefined || value === null) throw missing(path);
  const known = roles.map((each) => `'${each}'`).join(', ');
  const text = `Invalid value for '${path}'. Supported values are: ${known}.`;
  throw new GatewayError({ code: 'invalid_request', message: text, param: path });
}

function finishTurn(
  message: Reader,
  { role, parts, form }: Pick<Turn, 'role' | 'parts'> & { readonly form: FormHints },
): Turn {
  const marked = withMessageMark(message, parts);
  const name = message.string('name');
  return {
    role,
    parts: marked,
    ...(name !== undefined && { name }),
    wire: message.notes(form),
  };
}

/** A mark on a message means its last part, unless that has one of its own. */
function withMessageMark(message: Reader, parts: readonly Part[]): readonly Part[] {
  const last = parts.at(-1);
  if (last === undefined || last.cache !== undefined) return parts;
  const mark = takeCacheMark(message);
  if (mark?.wire === undefined) return parts;
  const wire = { ...mark.wire, form: { ...mark.wire.form, at: 'message' } };
  return parts.with(-1, { ...last, cache: { ...mark, wire } });
}

function decodeResult(message: Reader, role: 'tool' | 'function', ids: LegacyCallIds): Turn {
  const name = message.string('name');
  const { content, hint } = takeResultContent(message);
  const cache = takeCacheMark(message);
  const part: ToolResultPart = {
    type: 'tool-result',
    toolCallId: takeCallId(message, { role, name, ids }),
    ...(name !== undefined && { toolName: name }),
    isError: false,
    content,
    ...(cache && { cache }),
    wire: { dialect: ownDialect, path: message.scope.path, form: { content: hint } },
  };
  const legacy = role === 'function' ? role : undefined;
  return { role: 'tool', parts: [part], wire: message.notes({ role: legacy }) };
}

function takeCallId(
  message: Reader,
  of: { readonly role: string; readonly name: string | undefined; readonly ids: LegacyCallIds },
): string {
  if (of.role === 'tool') {
    const id = message.string('tool_call_id');
    if (id === undefined) throw missing(message.at('tool_call_id'));
    return id;
  }
  if (of.name === undefined) throw missing(message.at('name'));
  return of.ids.ofResult(of.name);
}

/** Results that are JSON instead of text are taken as JSON text. */
function takeResultContent(message: Reader): { content: readonly Part[]; hint: string } {
  const value = message.peek('content');
  const isText = value === undefined || value === null || typeof value === 'string';
  if (isText || isPartList(value)) return takeContent(message);
  message.any('content');
  const wire = { dialect: ownDialect, path: message.at('content') } as const;
  return { content: [{ type: 'text', text: stringifyJson(value), wire }], hint: 'json' };
}

function isPartList(value: Json): boolean {
  if (!Array.isArray(value)) return false;
  return value.every((each: Json) => isJsonObject(each) && typeof each['type'] === 'string');
}
