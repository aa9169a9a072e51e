import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

// The colours of styles.css against each other, by the formula of WCAG 2 (relative luminance of sRGB).

const css = readFileSync(join(import.meta.dirname, '../../renderer/styles.css'), 'utf8');

type Pair = { light: string; dark: string };

/** The colours of the block that a selector opens: `--name: light-dark(#…, #…)`, or one for both. */
function tokensOf(selector: string): Map<string, Pair> {
  const from = css.indexOf(`\n${selector} {`);
  const block = css.slice(from, css.indexOf('\n}', from));
  const pairs = block.matchAll(
    /--([a-z-]+): (?:light-dark\()?(#[0-9a-f]{6})(?:, (#[0-9a-f]{6})\))?;/g,
  );
  return new Map(
    [...pairs].map(([, name = '', light = '', dark = light]) => [name, { light, dark }]),
  );
}

const usual = tokensOf(':root');
const high = new Map([...usual, ...tokensOf(":root[data-contrast='more']")]);

const SETS = {
  light: (name: string) => usual.get(name)?.light,
  dark: (name: string) => usual.get(name)?.dark,
  'high contrast, light': (name: string) => high.get(name)?.light,
  'high contrast, dark': (name: string) => high.get(name)?.dark,
};

function luminance(hex: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return part <= 0.040_45 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(one: string, other: string): number {
  const [more = 0, less = 0] = [luminance(one), luminance(other)].toSorted((a, b) => b - a);
  return (more + 0.05) / (less + 0.05);
}

/** Text on ground, the least it must have, and the least of the high-contrast sets. */
const PAIRS: readonly [text: string, ground: string, least: number, leastHigh: number][] = [
  ['ink', 'surface', 7, 7],
  ['ink', 'canvas', 7, 7],
  ['ink', 'selected', 7, 7],
  ['ink', 'hover', 7, 7],
  ['muted', 'surface', 4.5, 7],
  ['muted', 'canvas', 4.5, 7],
  ['muted', 'selected', 4.5, 7],
  ['faint', 'surface', 4.5, 7],
  ['faint', 'canvas', 4.5, 7],
  ['faint', 'selected', 4.5, 7],
  ['accent-ink', 'surface', 4.5, 7],
  ['accent-ink', 'selected', 4.5, 7],
  ['on-accent', 'accent', 4.5, 7],
  ['on-accent', 'accent-hover', 4.5, 7],
  ['on-accent', 'bad-solid', 4.5, 7],
  ...['good', 'warn', 'bad', 'info'].flatMap((tone): [string, string, number, number][] => [
    [tone, 'surface', 4.5, 4.5],
    [tone, 'selected', 4.5, 4.5],
    [tone, `${tone}-soft`, 4.5, 7],
  ]),
  ['line-strong', 'surface', 3, 3],
  ['line-strong', 'canvas', 3, 3],
  ['focus', 'surface', 3, 3],
  ['focus', 'selected', 3, 3],
  ['ink', 'match', 4.5, 4.5],
];

describe.each(Object.entries(SETS))('the colours of the set: %s', (set, colour) => {
  it.each(PAIRS)(
    '%s on %s has at least %d, or %d at high contrast',
    (text, ground, least, leastHigh) => {
      const one = colour(text) ?? '';
      const other = colour(ground) ?? '';
      expect([one, other]).toEqual([expect.stringMatching(/^#/), expect.stringMatching(/^#/)]);
      expect(contrast(one, other)).toBeGreaterThanOrEqual(
        set.startsWith('high') ? leastHigh : least,
      );
    },
  );
});

describe('the formula', () => {
  it.each([
    ['#000000', '#ffffff', 21],
    ['#ffffff', '#ffffff', 1],
    ['#777777', '#ffffff', 4.48],
  ])('gives %s on %s %d', (one, other, ratio) => {
    expect(contrast(one, other)).toBeCloseTo(ratio, 2);
    expect(contrast(other, one)).toBeCloseTo(ratio, 2);
  });
});

it('high contrast replaces every colour but white on accent', () => {
  const replaced = tokensOf(":root[data-contrast='more']");
  expect([...usual.keys()].filter((name) => !replaced.has(name))).toEqual(['on-accent']);
});
