import type { Executor } from '@gateway/providers';
import { type Clock, GatewayError, type Observer } from '@gateway/spec';
import { waitUntil } from '../attempt/wait-until.ts';
import { Cancellation } from '../cancellation.ts';
import type { SnapshotProvider } from '../snapshot/snapshot.ts';
import { fetchModelList } from './fetch-model-list.ts';
import type { ListedModel } from './read-model-list.ts';

/** Lists by the name of the provider. */
export type DiscoveredModels = ReadonlyMap<string, readonly ListedModel[]>;

/** Knows what the vendors serve whose models the configuration does not name. */
export interface ModelDiscovery {
  /**
   * Gives the lists of open providers; those not known, or not fresh, are asked, all at once.
   *
   * @param cancellation - of the request that waits; ends the wait, not the look-up
   * @returns the lists that are there in time; a vendor that fails or is slow is left out
   * @throws never
   */
  list(
    providers: readonly SnapshotProvider[],
    cancellation: Cancellation,
  ): Promise<DiscoveredModels>;
  /** Ends the look-ups under way; asks nobody any more. */
  close(): void;
}

/** Parts of a {@link ModelDiscovery}. */
export interface ModelDiscoveryParts {
  readonly clock: Clock;
  readonly observer: Observer;
  readonly executorOf: (provider: string) => Executor;
}

/** How long a list is taken for true, milliseconds. */
const freshMs = 600_000;
/** How long a vendor that failed is not asked again, milliseconds. */
const failedMs = 30_000;
/** How long a request waits for vendors, milliseconds. The look-up itself may go on. */
const waitMs = 3_000;

interface Entry {
  /** Resolves when the look-up is over, however it ended; never rejects. */
  readonly over: Promise<void>;
  isOver: boolean;
  models: readonly ListedModel[];
  expiresAtMs: number;
}

/**
 * Makes a discovery that has asked nobody yet.
 *
 * @throws never
 */
export function createModelDiscovery(parts: ModelDiscoveryParts): ModelDiscovery {
  const { clock } = parts;
  // Keyed by the compiled provider: another configuration, or credential, is another list.
  const entries = new WeakMap<SnapshotProvider, Entry>();
  const closing = new Cancellation();

  const lookUp = (provider: SnapshotProvider): Entry => {
    const known = entries.get(provider);
    if (known && (!known.isOver || known.expiresAtMs > clock.nowMs())) return known;
    const entry = startLookUp(provider, parts, closing);
    entries.set(provider, entry);
    return entry;
  };
  return {
    async list(providers, cancellation) {
      if (closing.reason) return new Map();
      const asked = providers.filter(isOpen).map((provider) => ({
        name: provider.name,
        entry: lookUp(provider),
      }));
      const waiting = asked.filter(({ entry }) => !entry.isOver).map(({ entry }) => entry.over);
      if (waiting.length > 0) await waitForAll(waiting, clock, cancellation);
      return new Map(asked.map(({ name, entry }) => [name, entry.models]));
    },
    close: () =>
      closing.cancel(
        new GatewayError({ code: 'shutting_down', message: 'The gateway is stopping.' }),
      ),
  };
}

/** Whether the configuration leaves it to the vendor what there is. */
function isOpen({ models, definition }: SnapshotProvider): boolean {
  return models === undefined && definition.endpoints.models !== undefined;
}

function startLookUp(
  provider: SnapshotProvider,
  { clock, observer, executorOf }: ModelDiscoveryParts,
  cancellation: Cancellation,
): Entry {
  const conclude = (models: readonly ListedModel[], forMs: number) => {
    Object.assign(entry, { isOver: true, models, expiresAtMs: clock.nowMs() + forMs });
  };
  const run = async () => {
    try {
      const executor = executorOf(provider.name);
      conclude(await fetchModelList(provider, { executor, clock, cancellation }), freshMs);
    } catch (cause) {
      conclude([], failedMs);
      if (cancellation.reason) return;
      const { code, message } = GatewayError.fromUnknown(cause);
      observer.onWarning?.('models_not_listed', `${provider.name}: ${code}: ${message}`);
    }
  };
  const begin = Promise.resolve().then(run);
  const entry: Entry = { over: begin, isOver: false, models: [], expiresAtMs: 0 };
  return entry;
}

async function waitForAll(
  waiting: readonly Promise<void>[],
  clock: Clock,
  cancellation: Cancellation,
): Promise<void> {
  const isEnough = new Cancellation();
  const giveUp = (reason: GatewayError) => isEnough.cancel(reason);
  const unlisten = cancellation.onCancel(giveUp);
  const timeIsUp = waitUntil(clock.nowMs() + waitMs, clock, isEnough);
  await Promise.race([Promise.all(waiting), timeIsUp]);
  unlisten();
  // Ends the timer where the lists came first.
  giveUp(new GatewayError({ code: 'internal', message: 'The wait is over.' }));
}
