/** What of a text may be shown. */
export interface ScannedText {
  readonly text: string;
  /** The stop string that was hit; nothing after it counts. */
  readonly stop?: string;
}

/** Looks for stop strings in a text that arrives in pieces. */
export interface StopScanner {
  push(text: string): ScannedText;
  /** @returns what was held back because it might have become a stop string */
  flush(): string;
}

/**
 * Makes a scanner that holds back the longest end of the text that is the beginning of a stop
 * string. The earliest hit wins; of several at one place, the one named first.
 *
 * @param stops - stop strings; empty ones are ignored
 * @throws never
 */
export function createStopScanner(stops: readonly string[]): StopScanner {
  const wanted = stops.filter((stop) => stop !== '');
  let held = '';
  return {
    push(text) {
      const buffer = held + text;
      const hit = earliestHit(buffer, wanted);
      if (hit) {
        held = '';
        return { text: buffer.slice(0, hit.at), stop: hit.stop };
      }
      const heldLength = beginningLength(buffer, wanted);
      held = buffer.slice(buffer.length - heldLength);
      return { text: buffer.slice(0, buffer.length - heldLength) };
    },
    flush() {
      const rest = held;
      held = '';
      return rest;
    },
  };
}

function earliestHit(
  text: string,
  stops: readonly string[],
): { readonly at: number; readonly stop: string } | undefined {
  const hits = stops.map((stop) => ({ at: text.indexOf(stop), stop })).filter(({ at }) => at >= 0);
  return hits.length === 0
    ? undefined
    : hits.reduce((best, hit) => (hit.at < best.at ? hit : best));
}

function beginningLength(text: string, stops: readonly string[]): number {
  const longest = Math.max(0, ...stops.map((stop) => stop.length - 1));
  for (let length = Math.min(longest, text.length); length > 0; length--) {
    const end = text.slice(-length);
    if (stops.some((stop) => stop.startsWith(end))) return length;
  }
  return 0;
}
