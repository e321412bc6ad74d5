import { stringifyJson, type WireEvent } from '@gateway/protocols';
import type { Json, JsonObject } from '@gateway/spec';

/** Writes blocks one after the other; indexes count without gaps. */
export interface BlockSink {
  /** Whether a block is open. */
  readonly isOpen: boolean;
  open(block: JsonObject): void;
  delta(delta: JsonObject): void;
  close(): void;
  /** Writes an event that belongs to no block. */
  event(type: string, members: Readonly<Record<string, Json>>): void;
  /** Gives out what was written since the last call. */
  take(): WireEvent[];
}

/**
 * Makes an empty sink.
 *
 * @throws its `open`, `delta` and `close`: `Error` when they break the order of blocks, which is a
 * programmer's mistake
 */
export function createBlockSink(): BlockSink {
  let events: WireEvent[] = [];
  let index = -1;
  let isOpen = false;
  const write = (type: string, members: Readonly<Record<string, Json>>): void => {
    events.push({ event: type, data: stringifyJson({ type, ...members }) });
  };
  const demand = (wanted: boolean): void => {
    if (isOpen !== wanted) throw new Error(`a block is ${isOpen ? '' : 'not '}open`);
  };
  return {
    get isOpen() {
      return isOpen;
    },
    open(block) {
      demand(false);
      isOpen = true;
      index += 1;
      write('content_block_start', { index, content_block: block });
    },
    delta(delta) {
      demand(true);
      write('content_block_delta', { index, delta });
    },
    close() {
      demand(true);
      isOpen = false;
      write('content_block_stop', { index });
    },
    event: write,
    take() {
      const taken = events;
      events = [];
      return taken;
    },
  };
}
