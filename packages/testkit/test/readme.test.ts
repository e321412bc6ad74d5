import { describe } from 'vitest';
import { readmeContract } from '../src/contracts/index.ts';

// The first cannot depend on this package, which depends on it.
describe.each(['protocols', 'testkit'])('%s', (name) => {
  readmeContract(new URL(`../../${name}/`, import.meta.url));
});
