import { stringifyJson } from '@gateway/protocols';
import { isJsonObject, type Json, type JsonObject, type Part, type Seal } from '@gateway/spec';
import type { BlockDecoder, BlockScope } from './block-scope.ts';
import { takeCacheMark } from './cache-mark.ts';
import { decodeCitation } from './citation.ts';
import { takeCitationSwitch } from './citation-switch.ts';
import { decodeDocument } from './document.ts';
import { takeMedia } from './media.ts';
import { decodeProviderTool } from './provider-tool.ts';
import { createTaker, invalidField, joinPath, type ReadScope, requireString } from './taker.ts';
import { decodeToolChange, decodeToolReference } from './toolset-change.ts';
import { decodeToolResult } from './tool-result.ts';
import { ownDialect } from './wire.ts';

/**
 * Reads one content block. Blocks of unknown kind or unreadable form become `unknown` parts.
 *
 * @param value - the block
 * @throws `GatewayError` `invalid_request` in strict scopes, naming the field
 */
export function decodeBlock(value: Json, scope: BlockScope): Part {
  if (!isJsonObject(value)) throw invalidField(scope.path, 'Input should be an object');
  const type = value['type'];
  if (typeof type !== 'string') {
    if (scope.strict) throw invalidField(joinPath(scope.path, 'type'), 'Field required');
    return unknownBlock(value, scope);
  }
  const decoder = decoders.get(type) ?? (isProviderTool(type) ? decodeProviderTool : undefined);
  const take = createTaker(value, scope);
  return decoder?.(take, scope, decodeBlocks) ?? unknownBlock(value, scope);
}

/**
 * Reads a list of content blocks. In tolerant scopes, items that are no objects are passed over.
 *
 * @throws `GatewayError` `invalid_request` in strict scopes, naming the field
 */
export function decodeBlocks(values: readonly Json[], scope: BlockScope): Part[] {
  return values.flatMap((value, index) => {
    if (!scope.strict && !isJsonObject(value)) return [];
    return [decodeBlock(value, { ...scope, path: `${scope.path}[${index}]` })];
  });
}

/**
 * Keeps a block as it is.
 *
 * @throws never
 */
export function unknownBlock(value: JsonObject, scope: ReadScope): Part {
  return {
    type: 'unknown',
    dialect: ownDialect,
    value,
    wire: { dialect: ownDialect, path: scope.path },
  };
}

function isProviderTool(type: string): boolean {
  return type === 'server_tool_use' || type === 'mcp_tool_use' || type.endsWith('_tool_result');
}

const decodeText: BlockDecoder = (take) => {
  take.any('type');
  const text = requireString(take, 'text');
  const citations = take.array('citations')?.map(decodeCitation);
  return {
    type: 'text',
    text,
    ...(citations !== undefined && { citations }),
    ...takeCacheMark(take),
    wire: take.notes(),
  };
};

const decodeImage: BlockDecoder = (take) => {
  take.any('type');
  const media = takeMedia(take);
  if (media === undefined) return undefined;
  return { type: 'image', media, ...takeCacheMark(take), wire: take.notes() };
};

const decodeSearchResult: BlockDecoder = (take, scope, decodeNested) => {
  take.any('type');
  const content = take.array('content');
  if (content === undefined) return undefined;
  return {
    type: 'search-result',
    title: take.string('title') ?? '',
    source: take.string('source') ?? '',
    content: decodeNested(content, { ...scope, path: joinPath(scope.path, 'content') }),
    ...takeCitationSwitch(take),
    ...takeCacheMark(take),
    wire: take.notes(),
  };
};

const decodeThinking: BlockDecoder = (take, scope) => {
  take.any('type');
  const text = take.string('thinking') ?? '';
  const signature = take.string('signature');
  return {
    type: 'reasoning',
    text,
    seals: signature ? [toSeal('signature', signature, scope)] : [],
    visibility: text === '' ? 'none' : 'full',
    wire: take.notes(signature === undefined ? { signature: 'absent' } : undefined),
  };
};

const decodeRedactedThinking: BlockDecoder = (take, scope) => {
  take.any('type');
  const data = take.string('data');
  if (data === undefined) return undefined;
  return {
    type: 'reasoning',
    text: '',
    seals: [toSeal('redacted', data, scope)],
    visibility: 'none',
    wire: take.notes(),
  };
};

const toSeal = (form: Seal['form'], value: string, scope: BlockScope): Seal => ({
  family: scope.family,
  form,
  value,
});

const decodeToolUse: BlockDecoder = (take) => {
  take.any('type');
  const input = take.any('input');
  const caller = take.any('caller');
  return {
    type: 'tool-call',
    toolCallId: requireString(take, 'id'),
    toolName: requireString(take, 'name'),
    inputFormat: 'json',
    input: { text: input === undefined ? '' : stringifyJson(input) },
    ...(caller !== undefined && { caller }),
    ...takeCacheMark(take),
    wire: take.notes(inputForm(input)),
  };
};

function inputForm(input: Json | undefined): Readonly<Record<string, string>> | undefined {
  if (input === undefined) return { input: 'absent' };
  // The API says `input: unknown`; what its own model minted goes back as it is.
  return isJsonObject(input) ? undefined : { input: 'any' };
}

const decodeContainerUpload: BlockDecoder = (take) => {
  take.any('type');
  const reference = take.string('file_id');
  if (reference === undefined) return undefined;
  return {
    type: 'reference',
    family: 'anthropic',
    kind: 'container-upload',
    reference,
    ...takeCacheMark(take),
    wire: take.notes(),
  };
};

const decodeCompaction: BlockDecoder = (take, scope) => {
  take.any('type');
  const text = take.string('content');
  const encrypted = take.string('encrypted_content');
  const signature = take.string('signature');
  const seals = [
    ...(encrypted === undefined ? [] : [toSeal('compaction', encrypted, scope)]),
    ...(signature === undefined ? [] : [toSeal('signature', signature, scope)]),
  ];
  return {
    type: 'compaction',
    ...(text !== undefined && { text }),
    seals,
    ...takeCacheMark(take),
    wire: take.notes(),
  };
};

const decoders: ReadonlyMap<string, BlockDecoder> = new Map<string, BlockDecoder>([
  ['text', decodeText],
  ['image', decodeImage],
  ['document', decodeDocument],
  ['search_result', decodeSearchResult],
  ['thinking', decodeThinking],
  ['redacted_thinking', decodeRedactedThinking],
  ['tool_use', decodeToolUse],
  ['tool_result', decodeToolResult],
  ['tool_reference', decodeToolReference],
  ['tool_addition', decodeToolChange],
  ['tool_removal', decodeToolChange],
  ['container_upload', decodeContainerUpload],
  ['compaction', decodeCompaction],
]);
