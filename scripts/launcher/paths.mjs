import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Absolute path of the repository. */
export const root = fileURLToPath(new URL('../..', import.meta.url));

/** Where the launcher remembers what it did; inside `node_modules`, so deleting that forgets it. */
export const cacheDir = join(root, 'node_modules', '.cache', 'gateway');
