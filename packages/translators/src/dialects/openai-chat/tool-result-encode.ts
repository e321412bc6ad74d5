import { parseJson, stringifyJson } from '@gateway/protocols';
import type { Json, JsonObject, Part, TextPart, ToolResultPart } from '@gateway/spec';
import { encodeCacheMark } from './cache-mark.ts';
import { encodeContent } from './content-encode.ts';
import { type EncodeScope, reportLoss } from './encode-scope.ts';
import { formHint, ownDialect } from './wire.ts';

/** A tool result on the wire. */
export interface EncodedResult {
  /** Members of the message but for its role and what its notes keep. */
  readonly message: JsonObject;
  /** Media that could not stay in the result, for a user message behind all results. */
  readonly moved: readonly Part[];
}

/**
 * Writes a tool result. Chat takes text there; pictures stay only where the target allows it,
 * otherwise they move, with a line that says where they come from.
 *
 * @throws never
 */
export function encodeToolResult(part: ToolResultPart, scope: EncodeScope): EncodedResult {
  const { kept, moved } = divide(part, scope);
  const hint = formHint(part, 'content');
  const message = {
    tool_call_id: part.toolCallId,
    ...(part.toolName !== undefined &&
      part.wire?.dialect === ownDialect && { name: part.toolName }),
    ...encodeCacheMark(part.cache, scope.target.reasoningFamily),
  };
  if (moved.length > 0) reportMoved(part, scope);
  const words = kept.length === 0 && moved.length > 0 ? [note(part)] : kept;
  const content = encodeResultContent(words, hint, scope);
  return {
    message: content === undefined ? message : { ...message, content },
    moved: moved.length > 0 ? [label(part), ...moved] : [],
  };
}

function reportMoved(part: ToolResultPart, scope: EncodeScope): void {
  const detail = 'media of a tool result are sent in the following user message';
  reportLoss(part, scope, { severity: 'approximated', code: 'media_moved', detail });
}

function note({ toolCallId }: ToolResultPart): TextPart {
  return {
    type: 'text',
    text: `The result of ${toolCallId} is attached to the next user message.`,
  };
}

function label({ toolCallId, toolName }: ToolResultPart): TextPart {
  const name = toolName === undefined ? '' : ` (${toolName})`;
  return { type: 'text', text: `Attached to the result of tool call ${toolCallId}${name}:` };
}

function encodeResultContent(
  parts: readonly Part[],
  hint: string | undefined,
  scope: EncodeScope,
): Json | undefined {
  const only = parts.length === 1 ? parts[0] : undefined;
  if (hint === 'json' && only?.type === 'text') return jsonOr(only.text);
  // No hint of ours: an absent or null content of another dialect would be refused here.
  return encodeContent({ parts, hint, empty: '', separator: '\n' }, scope);
}

function jsonOr(text: string): Json {
  try {
    return parseJson(text);
  } catch {
    // The text was changed to something that is no JSON, so it is an ordinary text now.
    return text;
  }
}

function divide(part: ToolResultPart, scope: EncodeScope): { kept: Part[]; moved: Part[] } {
  const kept: Part[] = [];
  const moved: Part[] = [];
  for (const each of part.content) {
    const stays = each.type === 'image' && scope.target.input.toolResultImage;
    const isMedia = ['image', 'file', 'audio', 'video'].includes(each.type);
    if (isMedia && !stays) moved.push(each);
    else kept.push(...toWords(each, scope));
  }
  return { kept, moved };
}

/** Says in words what a result of another dialect may hold. */
function toWords(part: Part, scope: EncodeScope): readonly Part[] {
  if (part.type === 'search-result') {
    const heading: TextPart = { type: 'text', text: `${part.title}\nSource: ${part.source}` };
    return [heading, ...part.content];
  }
  if (part.type === 'toolset-change') {
    const detail = 'the tools found are named in words';
    reportLoss(part, scope, { severity: 'approximated', code: 'tool_reference_as_text', detail });
    return [{ type: 'text', text: `Tools found: ${(part.names ?? []).join(', ')}` }];
  }
  if (part.type === 'unknown' && part.dialect !== ownDialect) {
    const detail = 'content of an unknown kind is sent as JSON text';
    reportLoss(part, scope, { severity: 'approximated', code: 'tool_result_approximated', detail });
    return [{ type: 'text', text: stringifyJson(part.value) }];
  }
  return [part];
}
