import { describe, expect, it } from 'vitest';
import type { Hit } from '../../../preload/contract/window/everything.ts';
import { markTyped } from '../../../renderer/shell/palette/marks.ts';
import { mayAsk, paletteItems, readTyped } from '../../../renderer/shell/palette/palette-items.ts';
import { readPasted } from '../../../renderer/shell/palette/pasted.ts';
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

const items = (typed: string, more: Partial<Parameters<typeof paletteItems>[0]> = {}) =>
  paletteItems(
    {
      commands,
      hits,
      whyNot: () => undefined,
      providers: [],
      recency: () => 0,
      page: 'captures',
      ...more,
    },
    typed,
  );
const titles = (typed: string, more?: Parameters<typeof items>[1]): string[] =>
  items(typed, more).map(({ title }) => title);

describe('the rows of the palette', () => {
  it('are the actions while nothing is typed', () => {
    expect(titles('', { hits: [] })).toEqual(['Settings', 'Replay', 'Select all loaded']);
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
    const ids = items('se', { hits: [...hits, hit('view', 'seal')] }).map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('take the sign from the text that the engine is asked for', () => {
    expect(readTyped('@ shop ')).toEqual({ part: 'objects', text: 'shop' });
    expect(readTyped('shop@x')).toEqual({ part: 'all', text: 'shop@x' });
  });
});

describe('what was pasted', () => {
  it.each([
    [
      'https://shop.example/hooks',
      { kind: 'url', url: 'https://shop.example/hooks', path: '/hooks' },
    ],
    ['0b2k4m6p8r0', { kind: 'capture', id: '0b2k4m6p8r0' }],
    ['{"type":"invoice.paid","id":"evt_1"}', { kind: 'json', value: 'evt_1' }],
    ['whsec_bmVlZGxlbmVlZGxl', { kind: 'secret' }],
    ['simulator', undefined],
    ['{"type":', undefined],
    ['https:/', undefined],
  ])('is read: %s', (typed, expected) => expect(readPasted(typed)).toEqual(expected));

  it('is offered first, with what can be done with it', () => {
    expect(titles('https://shop.example/hooks', { hits: [] }).slice(0, 2)).toEqual([
      'Forward what arrives to https://shop.example/hooks',
      'Search captures for “path:/hooks”',
    ]);
    expect(titles('0b2k4m6p8r0', { hits: [] })[0]).toBe('Open capture 0b2k4m6p8r0');
    expect(titles('{"id":"evt_1"}', { hits: [] })[0]).toBe('Search captures for “evt_1”');
  });

  it('as a secret is neither searched for, nor asked of the engine, nor shown in a row', () => {
    const secret = 'whsec_bmVlZGxlbmVlZGxl';
    expect(mayAsk(secret)).toBe(false);
    expect(JSON.stringify(items(secret))).not.toContain('bmVlZGxl');
    expect(mayAsk('whsec')).toBe(true);
    expect(mayAsk('x'.repeat(201))).toBe(false);
  });
});

describe('a command that cannot run now', () => {
  const whyNot = (one: Command) => (one.title === 'Replay' ? 'No capture is open.' : undefined);

  it('is shown with its reason to who looks for it, and left out else', () => {
    expect(titles('', { hits: [], whyNot })).not.toContain('Replay');
    expect(items('replay', { hits: [], whyNot })[0]).toMatchObject({
      title: 'Replay',
      why: 'No capture is open.',
    });
  });
});

describe('sections', () => {
  it('have their limits, and stand together', () => {
    const many = Array.from({ length: 30 }, (_, n) => [
      hit('capture', `seal ${n}`),
      hit('endpoint', `sealed ${n}`),
    ]).flat();
    const sections = items('seal', { hits: many }).map(({ section }) => section);
    const count = (name: string) => sections.filter((one) => one === name).length;
    expect([count('Captures'), count('Objects')]).toEqual([5, 8]);
    const changes = sections.filter((one, n) => one !== sections[n - 1]);
    expect(new Set(changes).size).toBe(changes.length);
  });

  it('begin with the actions of the present page; what was used lately comes first', () => {
    const here: Command = { ...command('Zoom'), on: 'captures' };
    const sources = { commands: [command('Alpha'), command('Beta'), here], hits: [] };
    expect(items('', sources).map(({ section }) => section)[0]).toBe('Actions here');
    const recency = (id: string) => (id === 'Beta' ? 1 : 0);
    expect(titles('', { ...sources, recency })[0]).toBe('Beta');
  });

  it('of a sender have its samples and the way to its secret', () => {
    const stripe = { id: 'stripe', label: 'Stripe', samples: [{ id: 's', event: 'invoice.paid' }] };
    expect(titles('stri', { commands: [], hits: [], providers: [stripe as never] })).toEqual([
      'Send a signed sample: Stripe invoice.paid',
      'Set the secret of Stripe',
      'Search captures for “stri”',
    ]);
  });
});

describe('marks', () => {
  it('are on what was typed, as a whole or word by word', () => {
    const marked = (title: string, typed: string) =>
      markTyped(title, typed)
        .map(({ text, marked: is }) => (is ? `[${text}]` : text))
        .join('');
    expect(marked('Dead letters', 'letter')).toBe('Dead [letter]s');
    expect(marked('Dead letters', 'let dead')).toBe('[Dead] [let]ters');
    expect(marked('Dead letters', 'dlt')).toBe('Dead letters');
    expect(marked('Dead letters', '')).toBe('Dead letters');
  });
});
