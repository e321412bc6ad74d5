import { createSystemClock, createVirtualClock } from '../src/clock/index.ts';
import { clockContract } from '../src/contracts/index.ts';

clockContract('the virtual clock', () => {
  const clock = createVirtualClock(1_000);
  return { clock, pass: (ms) => clock.advance(ms) };
});

// The one clock whose subject is real time; the waits are a few hundredths of a second.
clockContract('the system clock', () => {
  const clock = createSystemClock();
  return { clock, pass: (ms) => clock.sleep(ms) };
});
