import { expect, it } from 'vitest';
import { pausedHelp } from '../../../renderer/captures/paused-help.ts';

const paused = (cause: 'full' | 'locked' | 'read-only' | 'unwritable') =>
  pausedHelp({ state: 'paused', since: 0, cause, why: '', hint: '' });

it('leads to where space is freed only when there is too little of it', () => {
  expect(paused('full')).toBe('storage');
  expect((['locked', 'read-only', 'unwritable'] as const).map(paused)).toEqual([
    'folder',
    'folder',
    'folder',
  ]);
});

it('offers nothing while captures are kept', () => {
  expect(pausedHelp({ state: 'running' })).toBeNull();
});
