import { buildPackages } from '../src/build-packages.ts';
import { repository } from '../src/paths.ts';

/** Builds what the tests pack, once: two builds at a time would write the same files. */
export async function setup(): Promise<void> {
  await buildPackages(repository, ['core']);
}
