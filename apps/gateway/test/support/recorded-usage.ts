import { type UsageFacts, usageOfChat, usageOfMessage } from './facts.ts';
import type { RecordedCase } from './recorded-exchanges.ts';

type Fields = Readonly<Record<string, unknown>>;

/**
 * Reads usage from the recorded bytes themselves: the SDKs' accumulators of streams forget some of
 * it (usage before the last chunk, steps of a message).
 *
 * @returns `null` where the recording says nothing about usage
 */
export function readRecordedUsage({ dialect, exchange }: RecordedCase): UsageFacts | null {
  const { body, sse } = exchange.response;
  const events = sse === undefined ? [body as Fields] : readEvents(sse);
  const usage = mergeUsage(events);
  if (Object.keys(usage).length === 0) return null;
  return dialect === 'openai-chat' ? usageOfChat(usage as never) : usageOfMessage(usage as never);
}

function readEvents(sse: string): Fields[] {
  return sse
    .split(/\r?\n/)
    .flatMap((line) => /^data: ?(\{.*)$/.exec(line)?.[1] ?? [])
    .map((data) => JSON.parse(data) as Fields);
}

/** Later values win; what is null says nothing. */
function mergeUsage(events: readonly Fields[]): Fields {
  const merged: Record<string, unknown> = {};
  for (const event of events) {
    const message = event['message'] as Fields | undefined;
    for (const usage of [message?.['usage'], event['usage']]) {
      for (const [key, value] of Object.entries(usage ?? {})) {
        if (value !== null) merged[key] = value;
      }
    }
  }
  return merged;
}
