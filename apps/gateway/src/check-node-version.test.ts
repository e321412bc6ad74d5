import { expect, test } from 'vitest';
import { checkNodeVersion } from './check-node-version.ts';

test.each(['22.22.2', '22.22.3', '22.23.0', '24.0.0', '26.1.0'])('Node %s will do', (version) => {
  expect(checkNodeVersion(version)).toBeUndefined();
});

test.each(['18.20.8', '20.20.2', '22.9.0', '22.22.1'])(
  'Node %s is refused in one sentence with the remedy',
  (version) => {
    expect(checkNodeVersion(version)).toBe(
      `Gateway needs Node 22.22.2 or newer, found ${version}: start it with "npm start", which fetches one, or install a newer Node.`,
    );
  },
);
