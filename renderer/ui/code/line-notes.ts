import { type Extension, StateEffect, StateField } from '@codemirror/state';
import { Decoration, type DecorationSet, EditorView, WidgetType } from '@codemirror/view';
import type { CodeNote } from './code-props.ts';

/** Longer ones are cut: the whole stands where the note comes from. */
const LONGEST = 160;

class NoteWidget extends WidgetType {
  readonly note: CodeNote;
  constructor(note: CodeNote) {
    super();
    this.note = note;
  }
  override eq(other: NoteWidget): boolean {
    return other.note.text === this.note.text && other.note.tone === this.note.tone;
  }
  toDOM(): HTMLElement {
    const span = document.createElement('span');
    const { text, tone } = this.note;
    span.className = `cm-note cm-note-${tone}`;
    span.textContent = text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
    // It is no part of the text; whoever cannot see it reads it where it comes from.
    span.setAttribute('aria-hidden', 'true');
    return span;
  }
}

const setNotes = StateEffect.define<readonly CodeNote[]>();

const notes = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update(shown, transaction) {
    const wanted = transaction.effects.findLast((effect) => effect.is(setNotes));
    if (wanted === undefined) return shown.map(transaction.changes);
    const { doc } = transaction.state;
    const placed = wanted.value
      .filter(({ line }) => line >= 1 && line <= doc.lines)
      .flatMap((note) => {
        const { from, to } = doc.line(note.line);
        const widget = Decoration.widget({ widget: new NoteWidget(note), side: 1 }).range(to);
        if (note.tone !== 'bad') return [widget];
        return [Decoration.line({ class: 'cm-note-line' }).range(from), widget];
      });
    return Decoration.set(placed, true);
  },
  provide: (field) => EditorView.decorations.from(field),
});

/** Notes at the ends of lines, for `showNotes`. */
export const LINE_NOTES: Extension = [
  notes,
  EditorView.baseTheme({
    '.cm-note': {
      marginLeft: '2ch',
      padding: '0 4px',
      borderRadius: '3px',
      whiteSpace: 'pre',
      userSelect: 'none',
      background: 'var(--hover)',
      color: 'var(--muted)',
    },
    '.cm-note-warn': { background: 'var(--warn-soft)', color: 'var(--warn)' },
    '.cm-note-bad': { background: 'var(--bad-soft)', color: 'var(--bad)' },
    '.cm-note-line': { background: 'var(--bad-soft)' },
  }),
];

/** Puts notes in place of those that are shown. */
export function showNotes(view: EditorView, wanted: readonly CodeNote[]): void {
  if (wanted.length === 0 && view.state.field(notes).size === 0) return;
  view.dispatch({ effects: setNotes.of(wanted) });
}
