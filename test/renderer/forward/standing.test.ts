import { expect, it } from 'vitest';
import type { Destination } from '../../../preload/contract/destinations.ts';
import { sentWords, standing } from '../../../renderer/forward/forward-words.ts';

const at = (change: object): Destination =>
  ({
    state: 'live',
    breaker: { state: 'closed', until: null },
    health: { p50Ms: 20 },
    ...change,
  }) as Destination;
const open = { breaker: { state: 'open', until: null } };

it.each([
  ['up', at({}), true],
  ['on', at({}), null],
  ['down', at({}), false],
  ['down', at(open), false],
  ['up, but fails', at(open), true],
  ['does not answer', at(open), null],
  ['slow', at({ health: { p50Ms: 2500 } }), true],
  ['paused', at({ state: 'paused' }), false],
  ['off', at({ state: 'off' }), true],
] as const)('a server is “%s”', (word, destination, listening) => {
  expect(standing(destination, listening).word).toBe(word);
});

it('says how sending the last captures ended', () => {
  expect(sentWords({ total: 10, answered: 10, failed: 0 })).toBe('10 of 10 answered');
  expect(sentWords({ total: 10, answered: 8, failed: 2 })).toBe('8 of 10 answered, 2 failed');
});
