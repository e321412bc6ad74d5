import type { Part, ReasoningFamily, RefusalPart, TextPart } from '@gateway/spec';
import { type JsonObject } from '@gateway/spec';
import { encodeCacheMark } from './cache-mark.ts';
import { encodeCitation, isReturnable } from './citation.ts';
import { encodeFile, encodeImage } from './media-encode.ts';
import { encodeProviderTool } from './provider-tool.ts';
import { encodeReasoning } from './reasoning-encode.ts';
import { encodeToolCall, encodeToolResult } from './tool-use-encode.ts';
import { encodeToolsetChange } from './toolset-change.ts';
import {
  type LossScope,
  ownDialect,
  reportForeignExtra,
  reportLoss,
  withOwnExtra,
} from './wire.ts';

/** How blocks are written. */
export interface EncodeScope extends LossScope {
  /** `request` = towards an upstream, `response` = towards a client. */
  readonly side: 'request' | 'response';
  /** Whose opaque state the receiver takes. */
  readonly family: ReasoningFamily;
  /** Responses: whether the upstream spoke this dialect too. */
  readonly native: boolean;
}

/**
 * Writes one part as content blocks.
 *
 * @returns usually one block; none where the part cannot be said (the loss is reported), several
 * where one part needs more blocks
 * @throws never
 */
export function encodePart(part: Part, scope: EncodeScope): JsonObject[] {
  reportForeignExtra(part, scope);
  return encodeKind(part, scope).map((block) => withCache(part, block, scope));
}

function encodeKind(part: Part, scope: EncodeScope): JsonObject[] {
  switch (part.type) {
    case 'text':
    case 'refusal':
      return encodeText(part, scope);
    case 'image':
      return encodeImage(part, scope);
    case 'file':
      return encodeFile(part, scope);
    case 'reasoning':
      return encodeReasoning(part, scope);
    case 'tool-call':
      return [encodeToolCall(part, scope)];
    case 'tool-result':
      return [encodeToolResult(part, scope, encodePart)];
    case 'toolset-change':
      return encodeToolsetChange(part, scope).map((block) => withOwnExtra(part, block));
    case 'audio':
    case 'video':
      return lose(part, scope, 'media_dropped');
    default:
      return encodeProviderKind(part, scope) ?? lose(part, scope, 'part_dropped');
  }
}

type ProviderKind = Extract<
  Part,
  { type: 'provider-tool' | 'search-result' | 'compaction' | 'reference' | 'approval' | 'unknown' }
>;

/** Parts that only this dialect, or a provider's own machinery, can say. */
function encodeProviderKind(part: ProviderKind, scope: EncodeScope): JsonObject[] | undefined {
  switch (part.type) {
    case 'provider-tool': {
      const block = encodeProviderTool(part);
      return block && [block];
    }
    case 'unknown':
      return part.dialect === ownDialect ? [part.value] : lose(part, scope, 'unknown_part_dropped');
    case 'search-result':
      return [
        withOwnExtra(part, {
          type: 'search_result',
          source: part.source,
          title: part.title,
          content: part.content.flatMap((inner) => encodePart(inner, scope)),
          ...(part.citations !== undefined && { citations: { enabled: part.citations } }),
        }),
      ];
    case 'compaction':
      return encodeCompaction(part, scope);
    case 'reference':
      return part.kind === 'container-upload' && part.family === 'anthropic'
        ? [withOwnExtra(part, { type: 'container_upload', file_id: part.reference })]
        : undefined;
    case 'approval':
      return undefined;
  }
}

function encodeCompaction(
  part: Extract<Part, { type: 'compaction' }>,
  scope: EncodeScope,
): JsonObject[] | undefined {
  if (part.wire?.dialect !== ownDialect) return undefined;
  const seals = part.seals.filter((seal) => seal.family === scope.family || scope.native);
  const encrypted = seals.find((seal) => seal.form === 'compaction');
  const signature = seals.find((seal) => seal.form === 'signature');
  return [
    withOwnExtra(part, {
      type: 'compaction',
      ...(part.text !== undefined && { content: part.text }),
      ...(encrypted !== undefined && { encrypted_content: encrypted.value }),
      ...(signature !== undefined && { signature: signature.value }),
    }),
  ];
}

function encodeText(part: TextPart | RefusalPart, scope: EncodeScope): JsonObject[] {
  const isOwn = part.wire?.dialect === ownDialect;
  // The API refuses empty text blocks; what the client itself wrote in this dialect stays as it is.
  if (!isOwn && part.text.trim() === '') return [];
  const citations = part.type === 'text' ? encodeCitations(part, scope) : {};
  const nullable = scope.side === 'response' && !isOwn ? { citations: null } : {};
  return [withOwnExtra(part, { type: 'text', text: part.text, ...nullable, ...citations })];
}

function encodeCitations(part: TextPart, scope: EncodeScope): JsonObject {
  if (part.citations === undefined) return {};
  const kept = part.citations
    .filter((citation) => scope.side === 'response' || isReturnable(citation))
    .map(encodeCitation)
    .filter((citation) => citation !== undefined);
  if (kept.length < part.citations.length) {
    reportLoss(part, scope, { severity: 'dropped', code: 'citation_dropped' });
  }
  return kept.length > 0 || part.citations.length === 0 ? { citations: kept } : {};
}

function withCache(part: Part, block: JsonObject, scope: EncodeScope): JsonObject {
  // The API refuses cache marks on reasoning.
  if (part.cache === undefined || part.type === 'reasoning') return block;
  return { ...block, ...encodeCacheMark(part.cache, scope) };
}

function lose(
  part: Part,
  scope: EncodeScope,
  code: 'media_dropped' | 'part_dropped' | 'unknown_part_dropped',
): [] {
  reportLoss(part, scope, { severity: 'dropped', code, detail: `part of type ${part.type}` });
  return [];
}
