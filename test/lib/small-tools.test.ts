import { homedir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { defaultDataDir } from '../../main/lib/data-dir.ts';
import { fieldValue } from '../../main/decode/field-value.ts';
import { headerValue, pairUp } from '../../main/lib/headers.ts';
import { createListeners } from '../../main/lib/listeners.ts';
import { isOwnAddress } from '../../main/lib/own-address.ts';
import { atOnce, createPauses, inSlices, type Steps } from '../../main/lib/slices.ts';

describe('headers', () => {
  it('keep order, case and duplicates of the wire', () => {
    expect(pairUp(['A', '1', 'a', '2', 'A', '1'])).toEqual([
      ['A', '1'],
      ['a', '2'],
      ['A', '1'],
    ]);
    expect(pairUp([])).toEqual([]);
    // Half a pair is none.
    expect(pairUp(['A', '1', 'B'])).toEqual([['A', '1']]);
  });

  it('are found by name in any case, the first of several', () => {
    const headers = pairUp(['X-One', 'first', 'x-one', 'second', 'X-Empty', '']);
    expect(headerValue(headers, 'x-ONE')).toBe('first');
    expect(headerValue(headers, 'x-empty')).toBe('');
    expect(headerValue(headers, 'x-on')).toBeUndefined();
  });

  it('lose the spaces and tabs around a value, and no byte of it', () => {
    expect(fieldValue(' \t a b\t ')).toBe('a b');
    expect(fieldValue('\u00a0\u0085\v')).toBe('\u00a0\u0085\v');
    expect(fieldValue(' \t ')).toBe('');
  });
});

describe('the data folder', () => {
  it.each([
    ['darwin', {}, join(homedir(), 'Library', 'Application Support', 'Backstitch')],
    ['win32', { APPDATA: '/roaming' }, join('/roaming', 'Backstitch')],
    ['win32', {}, join(homedir(), 'AppData', 'Roaming', 'Backstitch')],
    ['linux', { XDG_DATA_HOME: '/data' }, '/data/backstitch'],
    // The specification takes an empty variable for one that is not set.
    ['linux', { XDG_DATA_HOME: '' }, join(homedir(), '.local', 'share', 'backstitch')],
  ] as const)('on %s with %j is where programs keep theirs', (platform, env, folder) => {
    expect(defaultDataDir(platform, env)).toBe(folder);
  });
});

describe('an address', () => {
  it.each(['127.0.0.1', '127.9.9.9', '::1', '0.0.0.0', '::', '::ffff:127.0.0.1'])(
    '%s is of this machine',
    (address) => expect(isOwnAddress(address)).toBe(true),
  );
  it.each(['192.0.2.1', '2001:db8::1', '128.0.0.1'])('%s is not', (address) =>
    expect(isOwnAddress(address)).toBe(false),
  );
});

describe('work in slices', () => {
  function* counting(to: number, busyMs = 0): Steps<number> {
    let sum = 0;
    for (let n = 1; n <= to; n += 1) {
      const until = performance.now() + busyMs;
      while (performance.now() < until);
      sum += n;
      yield;
    }
    return sum;
  }

  it('comes to the same as work at once', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat({ max: 500 }), async (to) => {
        expect(await inSlices(counting(to))).toBe(atOnce(counting(to)));
      }),
      { numRuns: 30 },
    );
  });

  it('lets others in between, and fails as the work fails', async () => {
    let turns = 0;
    let isOver = false;
    const others = (): void => {
      turns += 1;
      if (!isOver) setImmediate(others);
    };
    setImmediate(others);
    await inSlices(counting(30, 2));
    isOver = true;
    expect(turns).toBeGreaterThan(3);
    // oxlint-disable-next-line require-yield -- it fails before its first step
    const failing = function* (): Steps<never> {
      throw new Error('in the middle');
    };
    await expect(inSlices(failing())).rejects.toThrow('in the middle');
    expect(() => atOnce(failing())).toThrow('in the middle');
  });

  it('of awaits lets others in once its time is up, and not before', async () => {
    const pause = createPauses();
    let isIn = false;
    setImmediate(() => (isIn = true));
    await pause();
    expect(isIn).toBe(false);
    const until = performance.now() + 10;
    while (performance.now() < until);
    await pause();
    expect(isIn).toBe(true);
  });
});

it('listeners are told in order, until they want no more, one that leaves meanwhile included', () => {
  const { tell, add } = createListeners<[number]>();
  const heard: string[] = [];
  const leave = add((n) => {
    heard.push(`a${n}`);
    leave();
  });
  add((n) => void heard.push(`b${n}`));
  tell(1);
  tell(2);
  expect(heard).toEqual(['a1', 'b1', 'b2']);
});
