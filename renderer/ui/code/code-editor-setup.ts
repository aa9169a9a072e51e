import {
  autocompletion,
  closeBrackets,
  closeBracketsKeymap,
  closeCompletion,
  completionKeymap,
  completionStatus,
} from '@codemirror/autocomplete';
import { defaultKeymap, history, historyKeymap, indentWithTab } from '@codemirror/commands';
import { bracketMatching, foldGutter, foldKeymap, indentOnInput } from '@codemirror/language';
import { lintGutter, lintKeymap } from '@codemirror/lint';
import { highlightSelectionMatches, search, searchKeymap } from '@codemirror/search';
import { EditorState, type Extension, Prec } from '@codemirror/state';
import {
  drawSelection,
  EditorView,
  highlightActiveLine,
  highlightActiveLineGutter,
  highlightSpecialChars,
  keymap,
  lineNumbers,
  type KeyBinding,
} from '@codemirror/view';
import type { CodeCompletions } from './code-props.ts';

/**
 * The line break a text uses, for `EditorState.lineSeparator`. Without it the editor would turn
 * every CR LF into LF, and a text that was only looked at would no longer be what it was. In mixed
 * texts the CR stays inside its line, where it is shown.
 */
export function lineBreakOf(text: string): '\n' | '\r\n' {
  if (!text.includes('\r\n')) return '\n';
  return /(?:^|[^\r])\n|\r(?!\n)/.test(text) ? '\n' : '\r\n';
}

/** What every editor and diff has, also one that is only read. */
export const READING: Extension = [
  lineNumbers(),
  foldGutter(),
  highlightSpecialChars(),
  drawSelection(),
  bracketMatching(),
  search({ top: true }),
  highlightSelectionMatches(),
  keymap.of([...searchKeymap, ...foldKeymap, ...defaultKeymap]),
];

/** What only an editor that may change its text has. */
export const WRITING: Extension = [
  history(),
  indentOnInput(),
  closeBrackets(),
  highlightActiveLine(),
  highlightActiveLineGutter(),
  lintGutter(),
  // Pasted text comes with the line breaks of wherever it was copied.
  EditorView.clipboardInputFilter.of((text, state) => text.replace(/\r\n?|\n/g, state.lineBreak)),
  keymap.of([
    ...closeBracketsKeymap,
    ...historyKeymap,
    ...lintKeymap,
    { key: 'Escape', run: letTabLeave },
    indentWithTab,
  ] satisfies KeyBinding[]),
  EditorView.domEventHandlers({
    focus: (_, view) => {
      setLeaving(view, isInDialog(view));
      return false;
    },
  }),
  EditorView.updateListener.of(({ docChanged, view }) => {
    if (docChanged && view.hasFocus) setLeaving(view, false);
  }),
];

/** Editors that Tab leaves, and that leave Escape to what is around them. */
const leaving = new WeakSet<EditorView>();

function setLeaving(view: EditorView, leaves: boolean): void {
  if (leaves) leaving.add(view);
  else leaving.delete(view);
  view.setTabFocusMode(leaves);
}

/** Escape makes Tab leave the editor; a second Escape is left to the dialog around it. */
function letTabLeave(view: EditorView): boolean {
  if (leaving.has(view)) return false;
  setLeaving(view, true);
  return true;
}

/**
 * In a dialog an editor is one field among others until somebody types in it: Tab goes on, and
 * Escape closes, for there is nothing in it to be kept.
 */
function isInDialog(view: EditorView): boolean {
  const root = view.dom.getRootNode();
  return root instanceof ShadowRoot && root.host.closest('[role="dialog"]') !== null;
}

/** Offers that are still looked for are not on the screen: Escape is not about them. */
function leaveUnseenOffers(view: EditorView): boolean {
  if (completionStatus(view.state) !== 'pending') return false;
  closeCompletion(view);
  return letTabLeave(view);
}

/** Offers what `complete` finds, while typing and on Ctrl+Space. */
export function completionOf(complete: CodeCompletions): Extension {
  return [
    Prec.highest(keymap.of([{ key: 'Escape', run: leaveUnseenOffers }])),
    autocompletion({
      icons: false,
      override: [
        (context) => {
          const found = complete(context.state.sliceDoc(), context.pos);
          const [first] = found;
          if (first === undefined) return null;
          const options = found.map(({ label, detail }) => ({ label, detail }));
          return { from: first.from, options, filter: false };
        },
      ],
    }),
    keymap.of(completionKeymap),
  ];
}

export const READ_ONLY: Extension = [EditorState.readOnly.of(true), EditorView.lineWrapping];

export const LEAVE_HINT = 'Press Escape, then Tab, to leave the editor.';

/**
 * The root an editor lives in. CodeMirror writes its styles into a style element, which a strict
 * content security policy forbids; in a shadow root it uses constructed sheets, which are allowed.
 */
export function shadowOf(host: HTMLElement): ShadowRoot {
  return host.shadowRoot ?? host.attachShadow({ mode: 'open' });
}

/**
 * Keys typed into the editor, as seen from outside, come from its host, which no shortcut handler
 * would take for a text field: text and editing keys end here, chords and Escape go on.
 */
export function keepTypingInside(event: KeyboardEvent): void {
  const chord = event.ctrlKey || event.metaKey || event.altKey;
  const passes = event.key === 'Escape' ? !event.defaultPrevented : chord || event.key === 'Tab';
  if (!passes) event.stopPropagation();
}
