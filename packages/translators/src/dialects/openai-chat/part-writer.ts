import type { Part, PartDelta, StreamEvent } from '@gateway/spec';

/** Collects the events of one push, and numbers the parts of a stream. */
export interface EventSink {
  emit(event: StreamEvent): void;
  /** @returns the number of the next part */
  nextIndex(): number;
}

/** Opens, grows and closes the parts of one choice. */
export interface PartWriter {
  /** Opens a part. */
  start(part: Part): number;
  delta(index: number, delta: PartDelta): void;
  end(index: number): void;
  /** Adds to the part of a kind that is being written, opening it and closing another kind's. */
  grow(seed: Part, delta: PartDelta): void;
  /** The kind of part that is being written; tool calls are not among them. */
  readonly current: Part['type'] | undefined;
  /** Closes the part that is being written, if there is one. */
  close(): void;
}

/**
 * Makes the writer of one choice. One part is being written at a time; tool calls may stay open
 * beside it.
 *
 * @param onChange - called when something else than before is going to be written
 * @throws never
 */
export function createPartWriter(
  choice: number,
  sink: EventSink,
  onChange: () => void,
): PartWriter {
  let open: { readonly index: number; readonly type: Part['type'] } | undefined;

  const start = (part: Part): number => {
    const index = sink.nextIndex();
    sink.emit({ type: 'part-start', index, ...(choice > 0 && { choice }), part });
    return index;
  };
  const end = (index: number): void => sink.emit({ type: 'part-end', index });
  const close = (): void => {
    if (open) end(open.index);
    open = undefined;
  };

  return {
    start,
    end,
    close,
    delta: (index, delta) => sink.emit({ type: 'part-delta', index, delta }),
    grow(seed, delta) {
      if (open?.type !== seed.type) {
        close();
        onChange();
        open = { index: start(seed), type: seed.type };
      }
      sink.emit({ type: 'part-delta', index: open.index, delta });
    },
    get current() {
      return open?.type;
    },
  };
}
