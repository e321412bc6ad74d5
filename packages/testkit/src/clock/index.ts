export { createSeededRandom } from './seeded-random.ts';
export { createSystemClock } from './system-clock.ts';
export { createSystemRandom } from './system-random.ts';
export { createVirtualClock, type VirtualClock } from './virtual-clock.ts';
