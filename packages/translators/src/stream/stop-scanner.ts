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
 * string. The stop string that is complete first wins; of several complete at once, the longest.
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
      const hit = firstHit(buffer, wanted);
      if (hit) {
        held = '';
        return { text: buffer.slice(0, hit.start), stop: hit.stop };
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

interface Hit {
  readonly start: number;
  readonly end: number;
  readonly stop: string;
}

// What is complete first wins: the only rule that gives the same result wherever the text is cut.
function firstHit(text: string, stops: readonly string[]): Hit | undefined {
  const hits = stops.flatMap((stop): Hit[] => {
    const start = text.indexOf(stop);
    return start < 0 ? [] : [{ start, end: start + stop.length, stop }];
  });
  return hits.sort((left, right) => left.end - right.end || left.start - right.start)[0];
}

function beginningLength(text: string, stops: readonly string[]): number {
  const longest = Math.max(0, ...stops.map((stop) => stop.length - 1));
  for (let length = Math.min(longest, text.length); length > 0; length--) {
    const end = text.slice(-length);
    if (stops.some((stop) => stop.startsWith(end))) return length;
  }
  return 0;
}
