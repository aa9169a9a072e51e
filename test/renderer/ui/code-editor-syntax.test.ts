import { javascript } from '@codemirror/lang-javascript';
import { EditorState } from '@codemirror/state';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { syntaxProblems } from '../../../renderer/ui/code/code-editor-syntax.ts';

const problemsOf = (doc: string) =>
  syntaxProblems(EditorState.create({ doc, extensions: [javascript()] }));

describe('syntax errors of a script', () => {
  it.each([
    'exports = async function ({ query, body }, response) {\n  return { ok: true };\n};\n',
    'exports = (a) => a?.b ?? 1n;',
    '// nothing but a comment',
    '',
  ])('finds none in %j', (text) => expect(problemsOf(text)).toEqual([]));

  it('marks a token that does not belong there, and names it', () => {
    const [first] = problemsOf('const a = 1;\nconst b = ) 2;\n');
    expect(first?.from).toBe(23);
    expect(first?.message).toMatch(/^\)/);
  });

  it('marks the last letter of a text that ends too early', () => {
    const text = 'exports = function () {\n  return 1;\n\n\n';
    const found = problemsOf(text);
    expect(found.at(-1)).toMatchObject({
      to: text.trimEnd().length,
      message: expect.stringContaining('ends too early'),
    });
  });

  it('says nothing of a language it cannot read', () => {
    expect(syntaxProblems(EditorState.create({ doc: '}}} ((' }))).toEqual([]);
  });

  it('stays inside the text, in order and few, whatever is written', () => {
    const scraps = fc.constantFrom(
      '(',
      ')',
      '{',
      '}',
      '`',
      '"',
      '=>',
      'if',
      'x',
      '\n',
      ' ',
      '/',
      '${',
    );
    fc.assert(
      fc.property(fc.array(scraps, { maxLength: 60 }), (parts) => {
        const text = parts.join('');
        const found = problemsOf(text);
        expect(found.length).toBeLessThanOrEqual(20);
        let last = -1;
        for (const { from, to } of found) {
          expect(from).toBeGreaterThanOrEqual(Math.max(0, last));
          expect(to).toBeGreaterThanOrEqual(from);
          expect(to).toBeLessThanOrEqual(text.length);
          last = from;
        }
      }),
    );
  });
});
