import { readmeContract } from '../src/contracts/index.ts';

readmeContract(new URL('..', import.meta.url));
