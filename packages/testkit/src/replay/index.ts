export {
  createReplayUpstream,
  type Recordings,
  type ReplayOptions,
  type ReplayUpstream,
} from './create-replay-upstream.ts';
export type {
  Fixture,
  RecordedExchange,
  RecordedRequest,
  RecordedResponse,
} from './fixture.ts';
export { loadFixtures } from './load-fixtures.ts';
export { recordedBytes } from './recorded-bytes.ts';
export { everyCut, recutBytes, splitEvery } from './recut-bytes.ts';
