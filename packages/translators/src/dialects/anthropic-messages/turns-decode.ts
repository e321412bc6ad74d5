import {
  isJsonObject,
  type Json,
  type JsonObject,
  type Part,
  type Turn,
  type WireNotes,
} from '@gateway/spec';
import { decodeBlocks } from './block-decode.ts';
import type { BlockScope } from './block-scope.ts';
import { createTaker, invalidField, joinPath, type Taker } from './taker.ts';
import { ownDialect } from './wire.ts';

/**
 * Reads the top-level `system` member.
 *
 * @returns one turn, or none where there is no text at all
 * @throws `GatewayError` `invalid_request`, naming the field
 */
export function takeSystem(take: Taker, scope: BlockScope): Turn[] {
  const value = take.any('system');
  if (value === undefined) return [];
  if (value === '' || (Array.isArray(value) && value.length === 0)) {
    take.putBack('system', value);
    return [];
  }
  const path = 'system';
  if (typeof value === 'string') {
    const parts = [plainText(value, path)];
    return [{ role: 'system', topLevel: true, parts, wire: notes(path, { content: 'string' }) }];
  }
  if (!Array.isArray(value)) throw invalidField(path, 'Input should be a string or a list');
  const parts = decodeBlocks(value, { ...scope, path });
  return [{ role: 'system', topLevel: true, parts, wire: notes(path) }];
}

const plainText = (text: string, path: string): Part => ({
  type: 'text',
  text,
  wire: { dialect: ownDialect, path },
});

const notes = (path: string, form?: Readonly<Record<string, string>>): WireNotes => ({
  dialect: ownDialect,
  path,
  ...(form !== undefined && { form }),
});

/**
 * Reads `messages`. A user message that holds tool results becomes several turns, told apart from
 * separate messages by the hint `message`, which is the number of the message.
 *
 * @throws `GatewayError` `invalid_request`, naming the field
 */
export function decodeMessages(values: readonly Json[], scope: BlockScope): Turn[] {
  return values.flatMap((value, index) => {
    const path = `messages[${index}]`;
    if (!isJsonObject(value)) throw invalidField(path, 'Input should be an object');
    return decodeMessage(value, { scope: { ...scope, path }, number: String(index) });
  });
}

interface MessagePlace {
  readonly scope: BlockScope;
  readonly number: string;
}

function decodeMessage(value: JsonObject, { scope, number }: MessagePlace): Turn[] {
  const take = createTaker(value, scope);
  const role = take.oneOf('role', ['user', 'assistant', 'system']);
  if (role === undefined) {
    throw invalidField(
      joinPath(scope.path, 'role'),
      "Input should be 'user', 'assistant' or 'system'",
    );
  }
  const content = take.any('content');
  const path = joinPath(scope.path, 'content');
  if (typeof content === 'string') {
    const parts = [plainText(content, path)];
    return [{ role, parts, wire: take.notes({ message: number, content: 'string' }) }];
  }
  if (!Array.isArray(content)) throw invalidField(path, 'Input should be a string or a list');
  const parts = decodeBlocks(content, { ...scope, path });
  const wire = take.notes({ message: number });
  if (role !== 'user') return [{ role, parts, wire }];
  const [first, ...others] = splitResults(parts);
  if (first === undefined) return [{ role, parts, wire }];
  // What the message as a whole carries stays with its first turn.
  const rest = others.map((turn) => ({ ...turn, wire: notes(scope.path, { message: number }) }));
  return [{ ...first, wire }, ...rest] as Turn[];
}

/** Cuts a user message into runs: tool results become turns of role `tool`. */
function splitResults(parts: readonly Part[]): { role: 'tool' | 'user'; parts: Part[] }[] {
  const runs: { role: 'tool' | 'user'; parts: Part[] }[] = [];
  for (const part of parts) {
    const role = part.type === 'tool-result' ? 'tool' : 'user';
    const last = runs.at(-1);
    if (last?.role === role) last.parts.push(part);
    else runs.push({ role, parts: [part] });
  }
  return runs;
}
