import { stringifyJson } from '@gateway/protocols';
import type {
  CompactionPart,
  JsonObject,
  Part,
  PartDelta,
  ProviderToolPart,
  ReasoningPart,
  RefusalPart,
  Seal,
  TextPart,
  ToolCallPart,
} from '@gateway/spec';
import { type EncodeScope, encodePart } from './block-encode.ts';
import type { BlockSink } from './block-sink.ts';
import { encodeCitation } from './citation.ts';
import { isDirectCall } from './finish.ts';
import { encodeProviderTool } from './provider-tool.ts';
import { findSignature, mayWriteSeal, readableText } from './reasoning-encode.ts';
import { wrapInput } from './tool-use-encode.ts';
import { ownDialect, reportLoss, withOwnExtra } from './wire.ts';

/** What all writers of one stream share. */
export interface WriterScope extends EncodeScope {
  readonly sink: BlockSink;
  readonly newId: (prefix: string) => string;
  /** What was written so far; decides the stop reason. */
  readonly written: { toolCalls: number; directCalls: number; refusal: string };
}

/** Writes one part while it grows. */
export interface BlockWriter {
  push(delta: PartDelta): void;
  /** @param final - the authoritative value, where the upstream sent one */
  end(final: Part | undefined): void;
}

/**
 * Makes the writer of a part that is now the one being written.
 *
 * @throws never
 */
export function createBlockWriter(part: Part, scope: WriterScope): BlockWriter {
  switch (part.type) {
    case 'text':
      return createTextWriter(part, scope);
    case 'refusal':
      return createRefusalWriter(part, scope);
    case 'reasoning':
      return createReasoningWriter(part, scope);
    case 'tool-call':
      return createToolCallWriter(part, scope);
    case 'provider-tool':
      return createProviderToolWriter(part, scope);
    case 'compaction':
      return createCompactionWriter(part, scope);
    default:
      return createWholeWriter(part, scope);
  }
}

/** A text block begins with its first words: empty blocks confuse clients. */
function createTextWriter(part: TextPart, scope: WriterScope): BlockWriter {
  const { sink } = scope;
  const isOwn = part.wire?.dialect === ownDialect;
  const begin = (): void => {
    if (sink.isOpen) return;
    const citations = isOwn ? (part.citations ? { citations: [] } : {}) : { citations: null };
    sink.open(withOwnExtra(part, { type: 'text', text: '', ...citations }));
  };
  const write = (text: string): void => {
    if (text === '') return;
    begin();
    sink.delta({ type: 'text_delta', text });
  };
  const cite = (citation: NonNullable<TextPart['citations']>[number]): void => {
    const value = encodeCitation(citation);
    if (value === undefined) {
      reportLoss(part, scope, { severity: 'dropped', code: 'citation_dropped' });
      return;
    }
    begin();
    sink.delta({ type: 'citations_delta', citation: value });
  };
  write(part.text);
  part.citations?.forEach(cite);
  return {
    push(delta) {
      if (delta.type === 'text') write(delta.text);
      if (delta.type === 'citation') cite(delta.citation);
    },
    end(final) {
      if (!sink.isOpen && final?.type === 'text') {
        write(final.text);
        final.citations?.forEach(cite);
      }
      if (sink.isOpen) sink.close();
    },
  };
}

/** The API has no refusal blocks: the words are text, and the stop reason says what they are. */
function createRefusalWriter(part: RefusalPart, scope: WriterScope): BlockWriter {
  const text = createTextWriter({ type: 'text', text: '' }, scope);
  const write = (words: string): void => {
    scope.written.refusal += words;
    text.push({ type: 'text', text: words });
  };
  write(part.text);
  return {
    push(delta) {
      if (delta.type === 'refusal' || delta.type === 'text') write(delta.text);
    },
    end(final) {
      if (!scope.sink.isOpen && final?.type === 'refusal') write(final.text);
      text.end(undefined);
    },
  };
}

/** The signature replaces what was there, so it is written once, last. */
function createReasoningWriter(part: ReasoningPart, scope: WriterScope): BlockWriter {
  const { sink } = scope;
  const seals: Seal[] = [...part.seals];
  let section = 0;
  const begin = (): void => {
    if (sink.isOpen) return;
    sink.open(withOwnExtra(part, { type: 'thinking', thinking: '', signature: '' }));
  };
  const write = (text: string): void => {
    if (text === '') return;
    begin();
    sink.delta({ type: 'thinking_delta', thinking: text });
  };
  write(readableText(part));
  return {
    push(delta) {
      if (delta.type === 'reasoning') write(delta.text);
      if (delta.type === 'seal') seals.push(delta.seal);
      if (delta.type !== 'reasoning-summary') return;
      const isNext = delta.section !== section && sink.isOpen;
      section = delta.section;
      write(isNext ? `\n\n${delta.text}` : delta.text);
    },
    end(final) {
      const last = final?.type === 'reasoning' ? final : undefined;
      if (!sink.isOpen && last) write(readableText(last));
      const given = last && last.seals.length > 0 ? last.seals : seals;
      endReasoning({ part, seals: given, scope, begin });
    },
  };
}

function endReasoning(what: {
  readonly part: ReasoningPart;
  readonly seals: readonly Seal[];
  readonly scope: WriterScope;
  readonly begin: () => void;
}): void {
  const { part, seals, scope, begin } = what;
  const { sink } = scope;
  const kept = seals.filter((seal) => mayWriteSeal(seal, scope));
  if (kept.length < seals.length) {
    reportLoss(part, scope, { severity: 'dropped', code: 'seal_dropped' });
  }
  const signature = findSignature(kept);
  if (signature !== undefined) {
    begin();
    sink.delta({ type: 'signature_delta', signature });
  }
  if (sink.isOpen) sink.close();
  for (const seal of kept) {
    if (seal.form !== 'redacted') continue;
    sink.open(withOwnExtra(part, { type: 'redacted_thinking', data: seal.value }));
    sink.close();
  }
}

/** A call begins once its id and name are known; at the latest at its end, with made-up ones. */
function createToolCallWriter(seed: ToolCallPart, scope: WriterScope): BlockWriter {
  const { sink } = scope;
  const isText = seed.inputFormat === 'text';
  let held = '';
  let isWritten = false;
  const begin = (part: ToolCallPart): void => {
    scope.written.toolCalls += 1;
    if (isDirectCall(part.caller)) scope.written.directCalls += 1;
    sink.open(toolUseStart(part));
  };
  const write = (text: string): void => {
    if (!sink.isOpen || isText) held += text;
    else if (text !== '') {
      isWritten = true;
      sink.delta({ type: 'input_json_delta', partial_json: text });
    }
  };
  if (seed.toolCallId !== '' && seed.toolName !== '') begin(seed);
  write(seed.input.text);
  return {
    push(delta) {
      if (delta.type === 'tool-input') write(delta.text);
    },
    end(final) {
      const part = final?.type === 'tool-call' ? { ...final, inputFormat: seed.inputFormat } : seed;
      const text = held || (isWritten ? '' : part.input.text);
      if (!sink.isOpen) {
        const named = nameToolCall(part, text, scope);
        if (named === undefined) return;
        begin(named);
      }
      const json = isText ? stringifyJson(wrapInput(text)) : text;
      if (json !== '') sink.delta({ type: 'input_json_delta', partial_json: json });
      sink.close();
    },
  };
}

function toolUseStart(part: ToolCallPart): JsonObject {
  const isOwn = part.wire?.dialect === ownDialect;
  const caller = part.caller ?? (isOwn ? undefined : { type: 'direct' });
  return withOwnExtra(part, {
    type: 'tool_use',
    id: part.toolCallId,
    name: part.toolName,
    input: {},
    ...(caller !== undefined && { caller }),
  });
}

/** @returns `undefined` for a call without id, name and arguments: there never was one */
function nameToolCall(
  part: ToolCallPart,
  input: string,
  scope: WriterScope,
): ToolCallPart | undefined {
  const isEmpty = part.toolCallId === '' && part.toolName === '';
  if (isEmpty && (input === '' || input === '{}')) return undefined;
  return {
    ...part,
    toolCallId: part.toolCallId || scope.newId('toolu_'),
    toolName: part.toolName || `tool_${scope.written.toolCalls}`,
  };
}

/** Native blocks pass verbatim; those of other dialects have no counterpart here. */
function createProviderToolWriter(part: ProviderToolPart, scope: WriterScope): BlockWriter {
  const { sink } = scope;
  const { input, ...rest } = part;
  const block = encodeProviderTool(rest);
  if (block === undefined) return createWholeWriter(part, scope);
  let isWritten = false;
  const write = (text: string): void => {
    if (text === '') return;
    isWritten = true;
    sink.delta({ type: 'input_json_delta', partial_json: text });
  };
  sink.open(part.stage === 'call' ? { ...block, input: {} } : block);
  write(input?.text ?? '');
  return {
    push(delta) {
      if (delta.type === 'tool-input') write(delta.text);
      if (delta.type === 'unknown') sink.delta(delta.value);
    },
    end(final) {
      if (!isWritten && final?.type === 'provider-tool') write(final.input?.text ?? '');
      sink.close();
    },
  };
}

/** Comes in one piece, as the API sends it. */
function createCompactionWriter(part: CompactionPart, scope: WriterScope): BlockWriter {
  const { sink } = scope;
  let grown: CompactionPart = part;
  return {
    push(delta) {
      if (delta.type === 'text') grown = { ...grown, text: (grown.text ?? '') + delta.text };
      if (delta.type === 'seal') grown = { ...grown, seals: [...grown.seals, delta.seal] };
    },
    end(final) {
      const [block] = encodePart(final?.type === 'compaction' ? final : grown, scope);
      if (block === undefined) return;
      const { content, encrypted_content: encrypted, ...start } = block;
      sink.open({ ...start, content: null });
      sink.delta({
        type: 'compaction_delta',
        content: content ?? null,
        ...(encrypted !== undefined && { encrypted_content: encrypted }),
      });
      sink.close();
    },
  };
}

/** Parts that do not grow: complete in their start, or not to be said here at all. */
function createWholeWriter(part: Part, scope: WriterScope): BlockWriter {
  const { sink } = scope;
  const growth: JsonObject[] = [];
  return {
    push(delta) {
      if (delta.type === 'unknown') growth.push(delta.value);
    },
    end(final) {
      for (const block of encodePart(final ?? part, scope)) {
        sink.open(block);
        for (const delta of growth.splice(0)) sink.delta(delta);
        sink.close();
      }
    },
  };
}
