import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { textsOf, textsUnder } from './texts.ts';
import { TURNS, turnsIn } from './voice.ts';

const ROOT = join(import.meta.dirname, '../../..');

describe('the voice of every text', () => {
  it.each(['renderer', 'preload', 'main'])(
    'says nothing in %s that must not come back',
    (folder) => {
      const texts = textsUnder(ROOT, folder);
      expect(texts.length).toBeGreaterThan(500);
      expect(turnsIn(texts)).toEqual([]);
    },
  );
});

describe('the check of the voice', () => {
  const found = (source: string): string[] => turnsIn(textsOf('a.tsx', source));

  it('sees strings, templates and text between tags, with the line', () => {
    const source = [
      `const a = 'It is signed anew.';`,
      'const b = `It is signed ${a} anew.`;',
      'export const C = () => (',
      '  <p title="Signed anew">',
      '    It takes all',
      '    that begin so.',
      '  </p>',
      ');',
    ].join('\n');
    expect(textsOf('a.tsx', source)).toContainEqual({
      file: 'a.tsx',
      line: 5,
      text: 'It takes all that begin so.',
    });
    expect(found(source).map((line) => line.split(' ')[0])).toEqual([
      'a.tsx:1',
      'a.tsx:2',
      'a.tsx:4',
      'a.tsx:5',
    ]);
  });

  it('leaves comments, names and imports alone', () => {
    const source = `// signed anew\nimport { shall } from '../anew shall.ts';\nexport const whoever = shall;`;
    expect(found(source)).toEqual([]);
  });

  it('names what to say instead', () => {
    expect(found(`export const a = 'Keys stop to work.';`)).toEqual([
      'a.tsx:1 "Keys stop to work.": say "stops …ing"',
    ]);
  });

  it.each(TURNS.map(({ turn, say }) => ({ turn, say })))('offers words for $turn', ({ say }) => {
    expect(turnsIn([{ file: 'a.ts', line: 1, text: say }])).toEqual([]);
  });
});
