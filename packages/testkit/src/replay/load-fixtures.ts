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
 * @param folder - where the recordings are; absent = those of the repository, which the published
 *   package comes without
 * @throws `Error` naming the folder when it is not there
 */
export function loadFixtures(protocol: string, folder: string = recordedFolder): Fixture[] {
  const path = join(folder, protocol);
  return (
    listFiles(path, folder === recordedFolder)
      .filter((name) => name.endsWith('.json'))
      .sort()
      // The recordings are part of the repository and have the shape of `FixtureFile`.
      .map((name) => JSON.parse(readFileSync(join(path, name), 'utf8')) as FixtureFile)
      .map(toFixture)
  );
}

function listFiles(path: string, isDefault: boolean): string[] {
  try {
    return readdirSync(path);
  } catch (cause) {
    const hint = isDefault
      ? ' The published package comes without recordings: name the folder they are in by the second argument, `folder`.'
      : '';
    throw new Error(`There are no recordings in ${path}.${hint}`, { cause });
  }
}

function toFixture(file: FixtureFile): Fixture {
  const { request = null, response, exchanges, ...rest } = file;
  if (exchanges) return { ...rest, exchanges };
  if (!response) throw new Error(`fixture ${file.id} holds no response`);
  return { ...rest, exchanges: [{ request, response }] };
}
