export { ExpectationFailed, NotSeen, Refused } from './errors.ts';
export { fixtures, loadFixture } from './fixtures.ts';
export { replay } from './sending.ts';
export { sign, testKey } from './signing.ts';
export { connectBackstitch, startBackstitch } from './start.ts';
