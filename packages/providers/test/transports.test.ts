import { createFetchTransport } from '../src/fetch/index.ts';
import { createNodeTransport } from '../src/node/index.ts';
import { describeTransport } from './transport-contract.ts';

describeTransport('createNodeTransport', (options) => createNodeTransport(options));
describeTransport('createFetchTransport', (options) => createFetchTransport(options));
