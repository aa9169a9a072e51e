import { describe, expect, it } from 'vitest';
import { readChord, showChord, type Keys, readSequence } from '../../../renderer/keys/chord.ts';

const press = (key: string, held: Partial<Keys> = {}): string =>
  readChord({ key, ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, ...held });

describe('a chord', () => {
  it('is the same with Caps Lock on', () => expect(press('J')).toBe(press('j')));

  it('of a shifted sign is that sign on every keyboard layout', () => {
    expect(press('?', { shiftKey: true })).toBe('?');
    expect(press('/', { shiftKey: true })).toBe('/');
  });

  it('with Ctrl or Cmd is not the letter alone', () => {
    expect(press('c', { ctrlKey: true })).toBe('Mod+c');
    expect(press('c', { metaKey: true })).toBe('Mod+c');
    expect(press('r', { altKey: true })).toBe('Alt+r');
  });

  it('with Alt is that of the key, also where Alt makes another sign of it', () => {
    expect(press('Ω', { altKey: true, code: 'KeyZ' })).toBe('Alt+z');
    expect(press('Z', { altKey: true, shiftKey: true, code: 'KeyZ' })).toBe('Alt+Shift+z');
  });

  it('of a sign that needs AltGr, or Option on a Mac, is that sign', () => {
    const altGraph = { getModifierState: (key: string) => key === 'AltGraph' };
    // Linux tells of AltGr alone, Windows of Ctrl and Alt with it.
    expect(press('|', { ...altGraph, code: 'IntlBackslash' })).toBe('|');
    expect(press('|', { ...altGraph, ctrlKey: true, altKey: true, code: 'Digit1' })).toBe('|');
    expect(press('|', { altKey: true, code: 'Digit7' })).toBe('|');
    // Where Alt writes nothing it is a key of its own.
    expect(press('1', { altKey: true, code: 'Digit1' })).toBe('Alt+1');
    expect(press('.', { altKey: true, code: 'Period' })).toBe('Alt+.');
    expect(press('e', { ctrlKey: true, altKey: true, code: 'KeyE' })).toBe('Mod+Alt+e');
    expect(press('ArrowUp', { ...altGraph, altKey: true })).toBe('Alt+ArrowUp');
  });

  it('tells Shift with letters and named keys', () => {
    expect(press('ArrowDown', { shiftKey: true })).toBe('Shift+ArrowDown');
    expect(press('D', { shiftKey: true })).toBe('Shift+d');
    expect(press(' ')).toBe('Space');
  });

  it('is shown as the keyboard labels it', () => {
    expect(showChord('Mod+k', false)).toBe('Ctrl K');
    expect(showChord('Mod+k', true)).toBe('⌘ K');
    expect(showChord('Shift+ArrowDown', false)).toBe('Shift ↓');
  });
});

describe('keys in turn', () => {
  const known = new Set(['c', 'g c', 'g e', 'Mod+k']);
  it.each<[string | null, string, { keys: string | null; begun: string | null }]>([
    [null, 'g', { keys: null, begun: 'g' }],
    ['g', 'c', { keys: 'g c', begun: null }],
    ['g', 'e', { keys: 'g e', begun: null }],
    [null, 'c', { keys: 'c', begun: null }],
    [null, 'e', { keys: null, begun: null }],
    ['g', 'x', { keys: null, begun: null }],
    ['g', 'g', { keys: null, begun: 'g' }],
    ['g', 'Mod+k', { keys: 'Mod+k', begun: null }],
  ])('after %j, %s', (begun, chord, read) => {
    expect(readSequence(begun, chord, known)).toEqual(read);
  });
});
