import type { ReplayUpstream } from '@gateway/testkit/replay';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { toClientRequest, translateRecorded } from '../support/client-request.ts';
import {
  type Answered,
  askAnthropic,
  askOpenai,
  countWithAnthropic,
  type Endpoint,
  type RequestBody,
} from '../support/official-clients.ts';
import {
  listRecordedCases,
  type RecordedCase,
  type RecordedDialect,
} from '../support/recorded-exchanges.ts';
import { readRecordedUsage } from '../support/recorded-usage.ts';
import { startRecordedUpstream, toProviders } from '../support/recorded-upstream.ts';
import { startGateway, type TestGateway } from '../support/start-gateway.ts';
import { skipReason, unsayable } from './skips.ts';

const ask: Record<RecordedDialect, (at: Endpoint, body: RequestBody) => Promise<Answered>> = {
  'openai-chat': askOpenai,
  'anthropic-messages': askAnthropic,
};
const other: Record<RecordedDialect, RecordedDialect> = {
  'openai-chat': 'anthropic-messages',
  'anthropic-messages': 'openai-chat',
};
const dialects: readonly RecordedDialect[] = ['openai-chat', 'anthropic-messages'];
const cases = dialects.flatMap(listRecordedCases);

let upstream: ReplayUpstream;
let gateway: TestGateway;

beforeAll(async () => {
  upstream = await startRecordedUpstream(cases);
  gateway = await startGateway({ providers: toProviders(cases, upstream) });
});

afterAll(async () => {
  await gateway.close();
  await upstream.close();
});

const nameAt = ({ slot, model }: RecordedCase) => `${slot}/${model}`;

/** The answer as the official client of the recording's own dialect reads it without a gateway. */
function askDirectly(item: RecordedCase): Promise<Answered> {
  const body = toClientRequest(item, item.dialect, item.model);
  return ask[item.dialect]({ url: upstream.urlOf(item.slot), key: 'x' }, body);
}

describe.each(dialects)('%s recordings', (dialect) => {
  const mine = cases.filter((item) => item.dialect === dialect);
  const answers = mine.filter((item) => !item.isCount && item.exchange.response.status === 200);
  const failures = mine.filter((item) => item.exchange.response.status !== 200);
  const counts = mine.filter((item) => item.isCount);

  test.for(answers.map((item) => [item.name, item] as const))(
    'own dialect, own client: %s',
    async ([, item], { skip }) => {
      const reason = skipReason(item);
      if (reason !== undefined) skip(reason);
      const expected = await askDirectly(item);
      const body = toClientRequest(item, dialect, nameAt(item));
      const actual = await ask[dialect](gateway, body);
      expect(actual.raw).toEqual(expected.raw);
    },
  );

  test.for(answers.map((item) => [item.name, item] as const))(
    'asked in the other dialect: %s',
    async ([, item], { skip }) => {
      const reason = skipReason(item);
      if (reason !== undefined) skip(reason);
      const expected = await askDirectly(item);
      const body = toClientRequest(item, other[dialect], nameAt(item));
      const actual = await ask[other[dialect]](gateway, body);
      const recorded = readRecordedUsage(item);
      const usage = recorded ?? actual.facts.usage;
      expect(actual.facts).toEqual({ ...expected.facts, usage });
      // Usage that the upstream did not say is estimated, never zero.
      if (!recorded) expect(usage?.outputTokens).toBeGreaterThan(0);
    },
  );

  test.for(failures.map((item) => [item.name, item] as const))(
    'an error stays an error in both dialects: %s',
    async ([, item]) => {
      const { status } = item.exchange.response;
      for (const client of dialects) {
        const body = toClientRequest(item, client, nameAt(item));
        await expect(ask[client](gateway, body)).rejects.toMatchObject({ status });
      }
    },
  );

  test.for(counts.map((item) => [item.name, item] as const))(
    'a count is the recorded one: %s',
    async ([, item]) => {
      const body = { ...toClientRequest(item, dialect, nameAt(item)) };
      delete body['stream' as keyof typeof body];
      const { input_tokens } = item.exchange.response.body as { input_tokens: number };
      expect(await countWithAnthropic(gateway, body)).toBe(input_tokens);
    },
  );
});

test('at most one recording in twenty is skipped per dialect', () => {
  for (const dialect of dialects) {
    const mine = cases.filter((item) => item.dialect === dialect);
    const skipped = mine.filter((item) => skipReason(item) !== undefined);
    expect(skipped.length / mine.length).toBeLessThanOrEqual(0.05);
  }
});

test('nearly every recorded request is asked in the other dialect as it was recorded', () => {
  const asked = cases.filter(({ exchange, isCount }) => exchange.request !== null && !isCount);
  const replaced = asked.filter((item) => !translateRecorded(item, other[item.dialect]));
  expect(replaced.map(({ name }) => name).toSorted()).toEqual(Object.keys(unsayable).toSorted());
});
