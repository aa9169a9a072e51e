import { describe, expect, it } from 'vitest';
import type { Hit } from '../../../preload/contract/window/everything.ts';
import { paletteItems, readTyped } from '../../../renderer/shell/palette/palette-items.ts';
import type { Command } from '../../../renderer/keys/command.ts';

const command = (title: string): Command => ({
  id: title,
  title,
  group: 'View',
  run: () => undefined,
});
const commands = [command('Settings'), command('Replay'), command('Select all loaded')];

const hit = (kind: Hit['kind'], title: string): Hit => ({
  kind,
  id: title,
  title,
  detail: '',
  route: `#/${kind}`,
  at: null,
  score: 1,
});
const hits = [hit('endpoint', 'seal'), hit('event', 'sealed')];

const titles = (typed: string): string[] =>
  paletteItems(commands, hits, typed).map(({ title }) => title);

describe('the rows of the palette', () => {
  it('are the actions while nothing is typed', () => {
    expect(paletteItems(commands, [], '').map(({ title }) => title)).toEqual([
      'Settings',
      'Replay',
      'Select all loaded',
    ]);
  });

  it('have actions named so first, then what was found, then the search', () => {
    expect(titles('sel')).toEqual([
      'Select all loaded',
      'seal',
      'sealed',
      'Search captures for “sel”',
    ]);
  });

  it('put actions that only have the letters behind what was found', () => {
    expect(titles('stg')).toEqual(['seal', 'sealed', 'Settings', 'Search captures for “stg”']);
  });

  it.each([
    ['>set', ['Settings', 'Select all loaded']],
    ['@seal', ['seal', 'sealed', 'Search captures for “seal”']],
    ['#seal', ['sealed', 'Search captures for “seal”']],
    ['/status:4xx', ['Search captures for “status:4xx”']],
    ['zz top', ['seal', 'sealed', 'Search captures for “zz top”']],
  ])('for %s are narrowed', (typed, expected) => expect(titles(typed)).toEqual(expected));

  it('are each one of a kind', () => {
    const ids = paletteItems(commands, [...hits, hit('view', 'seal')], 'se').map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('take the sign from the text that the engine is asked for', () => {
    expect(readTyped('@ shop ')).toEqual({ part: 'objects', text: 'shop' });
    expect(readTyped('shop@x')).toEqual({ part: 'all', text: 'shop@x' });
  });
});
