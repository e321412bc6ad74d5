import { readmeContract } from '@gateway/testkit/contracts';

readmeContract(new URL('..', import.meta.url));
