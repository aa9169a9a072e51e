import { describe, expect, it } from 'vitest';
import {
  bind,
  isChanged,
  isSingleLetter,
  keysOf,
  ownerOf,
  readKeymap,
  refusalOf,
  reset,
} from '../../../renderer/keys/bindings.ts';
import type { KeyedCommand } from '../../../renderer/keys/command.ts';

const command = (id: string, keys: string[], more: Partial<KeyedCommand> = {}): KeyedCommand => ({
  id,
  title: id,
  group: 'View',
  keys,
  ...more,
});
const replay = command('replay', ['r'], { on: 'captures' });
const pin = command('pin', ['p'], { on: 'captures' });
const run = command('run', ['r'], { on: 'sql' });
const goTo = command('captures', ['g c']);
const close = command('close', ['Escape'], { fixed: true });
const all = [replay, pin, run, goTo, close];

describe('a key', () => {
  it('has an owner where both commands work on one page', () => {
    expect(ownerOf(all, {}, pin, 'r')?.id).toBe('replay');
    expect(ownerOf(all, {}, run, 'p')).toBeUndefined();
    expect(ownerOf(all, {}, goTo, 'r')?.id).toBe('replay');
    expect(ownerOf(all, {}, replay, 'r')).toBeUndefined();
  });

  it('that begins a sequence of another is owned by that one, and the other way round', () => {
    expect(ownerOf(all, {}, pin, 'g')?.id).toBe('captures');
    expect(ownerOf(all, {}, pin, 'p x')).toBeUndefined();
    expect(ownerOf(all, {}, goTo, 'p x')?.id).toBe('pin');
    expect(ownerOf(all, {}, pin, 'g c')?.id).toBe('captures');
  });

  it('that was taken is the old owner’s no more, and comes back with a reset', () => {
    const taken = bind(all, {}, pin, ['r']);
    expect(keysOf(pin, taken)).toEqual(['r']);
    expect(keysOf(replay, taken)).toEqual([]);
    expect(isChanged(replay, taken)).toBe(true);
    const back = reset(all, taken, replay);
    expect([keysOf(replay, back), keysOf(pin, back)]).toEqual([['r'], []]);
    expect(reset(all, back, pin)).toEqual({});
  });

  it('of a part of a page is heard there first, so that only what works while typing must differ', () => {
    const next = command('compare-next', ['n'], { on: 'compare', local: true, group: 'Compare' });
    const failed = command('failed', ['n'], { on: 'captures', local: true, group: 'Flow' });
    const save = command('save', ['Mod+s'], { local: true, group: 'Editing' });
    const palette = command('palette', ['Mod+k'], { always: true });
    const note = command('note', ['n'], { on: 'captures' });
    const table = [next, failed, save, palette, note, close];
    expect(ownerOf(table, {}, failed, 'n')).toBeUndefined();
    expect(ownerOf(table, {}, note, 'Mod+s')).toBeUndefined();
    expect(ownerOf(table, {}, save, 'Mod+k')?.id).toBe('palette');
    expect(ownerOf(table, {}, palette, 'Mod+s')?.id).toBe('save');
    expect(ownerOf(table, {}, save, 'Escape')?.id).toBe('close');
    const ignore = command('ignore', ['i'], { on: 'compare', local: true, group: 'Compare' });
    expect(ownerOf([...table, ignore], {}, ignore, 'n')?.id).toBe('compare-next');
  });

  it('of a fixed command is never taken, nor changed by what is kept', () => {
    expect(keysOf(close, { close: ['x'] })).toEqual(['Escape']);
    expect(keysOf(close, bind(all, {}, pin, ['Escape']))).toEqual(['Escape']);
  });

  it.each([
    ['r', true],
    ['Shift+r', true],
    ['?', true],
    ['1', true],
    ['g c', true],
    ['Mod+k', false],
    ['Alt+z', false],
    ['Enter', false],
    ['Space', false],
    ['F6', false],
    ['Delete', false],
  ])('%s is a single letter: %s', (chord, is) => expect(isSingleLetter(chord)).toBe(is));
});

describe('a refusal', () => {
  it.each(['Mod+n', 'Mod+t', 'Mod+w', 'Mod+Shift+n'])('of %s names the browser', (chord) => {
    expect(refusalOf(chord, 'browser', false)).toContain('The browser keeps Ctrl');
    expect(refusalOf(chord, 'desktop', false)).toBeUndefined();
  });

  it.each(['Escape', 'Tab', 'Shift+Tab', 'F6', 'Shift+F6'])('of %s holds everywhere', (chord) => {
    for (const face of ['browser', 'desktop'] as const) {
      expect(refusalOf(chord, face, true)).toContain('in every program');
    }
  });
});

describe('a kept keymap', () => {
  it('of another shape is no reason to fail: what cannot be read is left out', () => {
    expect(readKeymap(undefined)).toEqual({});
    expect(readKeymap(['r'])).toEqual({});
    expect(readKeymap({ replay: ['Mod+r'], pin: 'p', find: [1], gone: [] })).toEqual({
      replay: ['Mod+r'],
      gone: [],
    });
  });
});
