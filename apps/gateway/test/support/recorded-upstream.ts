import type { ProviderConfig } from '@gateway/core';
import { createReplayUpstream, type ReplayUpstream } from '@gateway/testkit/replay';
import type { RecordedCase } from './recorded-exchanges.ts';

/** How often one recording is asked for: directly, in its own dialect, in the other one. */
const asks = 4;

/** Starts an upstream that answers under each case's slot with its recording. */
export function startRecordedUpstream(cases: readonly RecordedCase[]): Promise<ReplayUpstream> {
  return createReplayUpstream(
    Object.fromEntries(
      cases.map(({ slot, exchange }) => [slot, Array.from({ length: asks }, () => exchange)]),
    ),
  );
}

/** One provider per case, of the vendor that was recorded where the gateway knows it. */
export function toProviders(
  cases: readonly RecordedCase[],
  upstream: ReplayUpstream,
): Record<string, ProviderConfig> {
  return Object.fromEntries(
    cases.map((item) => {
      const url = upstream.urlOf(item.slot);
      const isChat = item.dialect === 'openai-chat';
      const provider: ProviderConfig = {
        vendor: toVendor(item),
        baseUrl: isChat ? `${url}/v1` : url,
        apiKey: 'upstream-key',
        allowPrivate: true,
      };
      return [item.slot, provider];
    }),
  );
}

function toVendor({ dialect, fixture }: RecordedCase): string {
  if (dialect === 'openai-chat') {
    return fixture.provider === 'openai' ? 'openai' : 'openai-compatible';
  }
  return fixture.provider === 'anthropic' ? 'anthropic' : 'anthropic-compatible';
}
