import { type Fixture, loadFixtures, type RecordedExchange } from '@gateway/testkit/replay';

/** The two dialects whose recordings are replayed here. */
export type RecordedDialect = 'openai-chat' | 'anthropic-messages';

/** One recorded exchange of a model call, addressable by name. */
export interface RecordedCase {
  /** `<fixture id>#<position>`. */
  readonly name: string;
  /** Name of the provider and of the recording at the replay upstream, e.g. `chat-17`. */
  readonly slot: string;
  /** The model that was asked, whose name decides what the gateway thinks it can take. */
  readonly model: string;
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
  const exchanges = loadFixtures(dialect).flatMap((fixture) =>
    fixture.exchanges.map((exchange, position) => ({ fixture, exchange, position })),
  );
  return exchanges
    .filter(({ exchange }) => !exchange.auxiliary)
    .map(({ fixture, exchange, position }, at) => ({
      name: `${fixture.id}#${position}`,
      slot: `${dialect === 'openai-chat' ? 'chat' : 'messages'}-${at}`,
      model: readModel(exchange) ?? fixture.model ?? 'recorded',
      dialect,
      fixture,
      exchange,
      isStream: exchange.response.sse !== undefined,
      isCount: exchange.request?.path.includes('/count_tokens') ?? false,
    }));
}

function readModel({ request }: RecordedExchange): string | undefined {
  const body = request?.body;
  if (typeof body !== 'object' || body === null || !('model' in body)) return undefined;
  return typeof body['model'] === 'string' ? body['model'] : undefined;
}
