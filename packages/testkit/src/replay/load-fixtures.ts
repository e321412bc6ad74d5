import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Fixture, RecordedExchange } from './fixture.ts';

const recordedFolder = fileURLToPath(new URL('../../fixtures/recorded', import.meta.url));

interface FixtureFile extends Omit<Fixture, 'exchanges'> {
  readonly exchanges?: readonly RecordedExchange[];
  readonly request?: RecordedExchange['request'];
  readonly response?: RecordedExchange['response'];
}

/**
 * Reads recorded provider traffic of one protocol, sorted by id.
 *
 * @param protocol - a folder of the recordings, e.g. `openai-chat`
 * @param folder - where the recordings are; absent = those that come with the repository
 * @throws `Error` when the folder is not there
 */
export function loadFixtures(protocol: string, folder: string = recordedFolder): Fixture[] {
  return (
    readdirSync(join(folder, protocol))
      .filter((name) => name.endsWith('.json'))
      .sort()
      // The recordings are part of the repository and have the shape of `FixtureFile`.
      .map((name) => JSON.parse(readFileSync(join(folder, protocol, name), 'utf8')) as FixtureFile)
      .map(toFixture)
  );
}

function toFixture(file: FixtureFile): Fixture {
  const { request = null, response, exchanges, ...rest } = file;
  if (exchanges) return { ...rest, exchanges };
  if (!response) throw new Error(`fixture ${file.id} holds no response`);
  return { ...rest, exchanges: [{ request, response }] };
}
