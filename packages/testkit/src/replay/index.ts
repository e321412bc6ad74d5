export type {
  Fixture,
  RecordedExchange,
  RecordedRequest,
  RecordedResponse,
} from './fixture.ts';
export { loadFixtures } from './load-fixtures.ts';
