import { type Fixture, loadFixtures, type RecordedExchange } from '@gateway/testkit/replay';

/** The two dialects whose recordings are replayed here. */
export type RecordedDialect = 'openai-chat' | 'anthropic-messages';

/** One recorded exchange of a model call, addressable by name. */
export interface RecordedCase {
  /** `<fixture id>#<position>`. */
  readonly name: string;
  /** Model id under which the replay upstream answers with this exchange. */
  readonly upstreamModel: string;
  readonly dialect: RecordedDialect;
  readonly fixture: Fixture;
  readonly exchange: RecordedExchange;
  readonly isStream: boolean;
  readonly isCount: boolean;
}

/**
 * Lists every recorded model call of a dialect; management calls (file uploads) are no model calls
 * and left out.
 */
export function listRecordedCases(dialect: RecordedDialect): RecordedCase[] {
  return loadFixtures(dialect).flatMap((fixture) =>
    fixture.exchanges.flatMap((exchange, position) => {
      if (exchange.auxiliary) return [];
      const path = exchange.request?.path ?? '';
      return [
        {
          name: `${fixture.id}#${position}`,
          upstreamModel: `${fixture.id}-${position}`.replace(/[^A-Za-z0-9.-]/g, '-'),
          dialect,
          fixture,
          exchange,
          isStream: exchange.response.sse !== undefined,
          isCount: path.includes('/count_tokens'),
        },
      ];
    }),
  );
}
