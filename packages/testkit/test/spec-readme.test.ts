import { readmeContract } from '@gateway/testkit/contracts';

readmeContract(new URL('../../spec/', import.meta.url));
