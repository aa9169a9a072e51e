import { EditorState } from '@codemirror/state';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lineBreakOf } from '../../../renderer/ui/code/code-editor-setup.ts';

const opened = (text: string): EditorState =>
  EditorState.create({
    doc: text,
    extensions: EditorState.lineSeparator.of(lineBreakOf(text)),
  });

describe('a text in the editor', () => {
  it('comes out as it went in, whatever its line breaks are', () => {
    const text = fc.string({ unit: fc.constantFrom('a', '\r', '\n', '\r\n', '\u2028', '"') });
    fc.assert(
      fc.property(text, (before) => {
        expect(opened(before).sliceDoc()).toBe(before);
      }),
      { numRuns: 500 },
    );
  });

  it('keeps the line breaks it has where something is typed', () => {
    const state = opened('{\r\n"a":1\r\n}');
    const { state: after } = state.update({ changes: { from: 2, insert: '"b":2,\r\n' } });
    expect(state.doc.lines).toBe(3);
    expect(after.sliceDoc()).toBe('{\r\n"b":2,\r\n"a":1\r\n}');
  });
});
