import { createVirtualClock } from '@gateway/testkit/clock';
import { expect, it } from 'vitest';
import { createHeartbeat } from './heartbeat.ts';

it('beats in silence only', async () => {
  const clock = createVirtualClock();
  let beats = 0;
  const heartbeat = createHeartbeat(clock, 1_000, () => {
    beats += 1;
  });
  await clock.advance(900);
  heartbeat.touch();
  await clock.advance(900);
  expect(beats).toBe(0);
  await clock.advance(1_200);
  expect(beats).toBe(2);
  heartbeat.stop();
  expect(clock.pendingCount()).toBe(0);
});

it('stays stopped when its own beat stops it', async () => {
  const clock = createVirtualClock();
  const heartbeat = createHeartbeat(clock, 1_000, () => heartbeat.stop());
  await clock.advance(1_000);
  expect(clock.pendingCount()).toBe(0);
});
