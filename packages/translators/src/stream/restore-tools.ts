import type {
  Exchange,
  Part,
  PartEndEvent,
  PartStartEvent,
  StreamEvent,
  ToolCallPart,
  ToolNameEntry,
} from '@gateway/spec';
import type { StreamStage } from './stage.ts';
import { createWrappedStringReader, type WrappedStringReader } from './wrapped-string-reader.ts';

/** What is known about the tools of an exchange. */
export interface ToolRestoration {
  readonly toolNames: Exchange['toolNames'];
  /** Makes an id for calls to which the upstream gave none. */
  readonly newToolCallId: () => string;
}

/**
 * Makes the step that gives tool calls back the names, namespaces and input forms the client
 * declared, and ids where the upstream has none. Freeform input that was wrapped into an object
 * streams out unwrapped.
 *
 * @throws never
 */
export function createToolRestorer(restoration: ToolRestoration): StreamStage {
  const readers = new Map<number, WrappedStringReader>();
  const starts = new Map<number, ToolCallPart>();

  const start = (event: PartStartEvent): StreamEvent[] => {
    if (event.part.type !== 'tool-call') return [event];
    const entry = entryOf(restoration.toolNames, event.part.toolName);
    const part = restorePart(event.part, entry, restoration.newToolCallId);
    starts.set(event.index, part);
    if (entry?.wrappedProperty !== undefined) {
      readers.set(event.index, createWrappedStringReader(entry.wrappedProperty));
    }
    return [{ ...event, part }];
  };

  const end = ({ index, part }: PartEndEvent): StreamEvent[] => {
    const reader = readers.get(index);
    const started = starts.get(index);
    starts.delete(index);
    readers.delete(index);
    if (!reader) {
      const final = part && started ? finalPart(part, started) : part;
      return [{ type: 'part-end', index, ...(final && { part: final }) }];
    }
    // The upstream's final value is the wrapped form, so the sum of the deltas stands.
    const rest = reader.end();
    return [...(rest === '' ? [] : [toolInput(index, rest)]), { type: 'part-end', index }];
  };

  return {
    push(event) {
      if (event.type === 'part-start') return start(event);
      if (event.type === 'part-end') return end(event);
      if (event.type !== 'part-delta' || event.delta.type !== 'tool-input') return [event];
      const reader = readers.get(event.index);
      if (!reader) return [event];
      const text = reader.push(event.delta.text);
      return text === '' ? [] : [toolInput(event.index, text)];
    },
  };
}

function toolInput(index: number, text: string): StreamEvent {
  return { type: 'part-delta', index, delta: { type: 'tool-input', text } };
}

function entryOf(names: Exchange['toolNames'], toolName: string): ToolNameEntry | undefined {
  return Object.hasOwn(names, toolName) ? names[toolName] : undefined;
}

function restorePart(
  part: ToolCallPart,
  entry: ToolNameEntry | undefined,
  newToolCallId: () => string,
): ToolCallPart {
  const toolCallId = part.toolCallId === '' ? newToolCallId() : part.toolCallId;
  if (!entry) return { ...part, toolCallId };
  return {
    ...part,
    toolCallId,
    toolName: entry.name,
    ...(entry.namespace !== undefined && { namespace: entry.namespace }),
    ...(entry.wrappedProperty !== undefined && { inputFormat: 'text' as const }),
  };
}

// The final value repeats the upstream's view of what the start has already settled.
function finalPart(final: Part, started: ToolCallPart): Part {
  if (final.type !== 'tool-call') return final;
  const { toolCallId, toolName, namespace } = started;
  return { ...final, toolCallId, toolName, ...(namespace !== undefined && { namespace }) };
}
