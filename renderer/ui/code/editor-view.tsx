import { diagnosticCount, setDiagnostics } from '@codemirror/lint';
import { Annotation, Compartment, EditorState, type Extension } from '@codemirror/state';
import { EditorView as CodeView } from '@codemirror/view';
import { useEffect, useEffectEvent, useLayoutEffect, useRef, type CSSProperties } from 'react';
import type {
  CodeCursor,
  CodeDiagnostic,
  CodeEditorProps,
  CodeLanguage,
  CodeNote,
} from './code-props.ts';
import {
  completionOf,
  keepTypingInside,
  LEAVE_HINT,
  lineBreakOf,
  READ_ONLY,
  READING,
  shadowOf,
  WRITING,
} from './code-editor-setup.ts';
import { SYNTAX_MARKS } from './code-editor-syntax.ts';
import { following } from './follow.ts';
import { languageOf } from './languages.ts';
import { LINE_NOTES, showNotes } from './line-notes.ts';
import { ownTexts } from './own-texts.ts';
import { codeTheme, isDark, watchTheme } from './code-editor-theme.ts';
import { cx } from '../cx.ts';

const NO_NOTES: readonly CodeNote[] = [];
const fromOutside = Annotation.define<true>();

/**
 * The editor itself.
 *
 * @param props.cursor where to begin, with the focus; null leaves the focus where it is.
 */
export function EditorView(props: CodeEditorProps & { cursor: CodeCursor | null }) {
  const host = useRef<HTMLDivElement>(null);
  const editor = useRef<Editor | null>(null);
  const { value, language, label, description, diagnostics, cursor } = props;
  const readOnly = props.readOnly ?? false;

  const onChange = useEffectEvent((text: string) => props.onChange?.(text));
  const onSelection = useEffectEvent((from: number, to: number) =>
    props.onSelection?.({ from, to }),
  );
  const complete = useEffectEvent(
    (text: string, cursor: number) => props.completions?.(text, cursor) ?? [],
  );
  const follow = useEffectEvent(
    (text: string, offset: number) => props.follow?.(text, offset) ?? null,
  );
  const open = useEffectEvent((element: HTMLElement) =>
    openEditor(element, value, onChange, onSelection, [
      props.completions === undefined ? [] : completionOf(complete),
      props.follow === undefined ? [] : following(follow),
      LINE_NOTES,
    ]),
  );

  // With the same paint, focus included: what is typed a moment later would be a command of the page.
  useLayoutEffect(() => {
    if (host.current === null) return;
    const opened = open(host.current);
    editor.current = opened;
    if (cursor !== null) opened.select(cursor);
    return () => {
      editor.current = null;
      opened.close();
    };
  }, [cursor]);
  useEffect(() => {
    editor.current?.configure({ language, readOnly, label, description });
  }, [language, readOnly, label, description]);
  // For another value only: with marks that come later, it would put back a text from before the
  // keystroke that is on its way, and with it the cursor at the beginning.
  useEffect(() => editor.current?.show(value), [value]);
  useEffect(() => {
    // A script is marked by its own parser; an empty list would take those marks away.
    if (language !== 'javascript') editor.current?.mark(diagnostics ?? []);
  }, [value, diagnostics, language]);

  const notes = props.notes ?? NO_NOTES;
  useEffect(() => {
    editor.current?.note(notes);
  }, [notes]);

  const goTo = props.goTo ?? null;
  useEffect(() => {
    if (goTo === null) return;
    if ('line' in goTo) editor.current?.goTo(goTo.line);
    else editor.current?.reveal(goTo.from, goTo.to);
  }, [goTo]);

  const style: CSSProperties & Record<`--${string}`, string> = {};
  if (props.minHeight !== undefined) style['--editor-min-height'] = `${props.minHeight}px`;
  if (props.maxHeight !== undefined) style['--editor-max-height'] = `${props.maxHeight}px`;
  const wrong = (diagnostics?.length ?? 0) > 0;
  return (
    <div
      ref={host}
      style={style}
      className={cx(
        'min-h-0 min-w-0 overflow-hidden rounded-md border bg-surface focus-within:border-accent focus-within:outline-2 focus-within:outline-(--focus)',
        wrong ? 'border-bad' : 'border-line-strong/60',
        props.className,
      )}
    />
  );
}

interface Settings {
  language: CodeLanguage;
  readOnly: boolean;
  label: string;
  description: string | undefined;
}

type Editor = ReturnType<typeof openEditor>;

function openEditor(
  host: HTMLElement,
  text: string,
  onChange: (text: string) => void,
  onSelection: (from: number, to: number) => void,
  extras: Extension,
) {
  const own = ownTexts(text);
  const settings = new Compartment();
  const syntax = new Compartment();
  const theme = new Compartment();
  const lineBreak = new Compartment();
  const root = shadowOf(host);
  const view = new CodeView({
    root,
    parent: root,
    state: EditorState.create({
      doc: text,
      extensions: [
        lineBreak.of(EditorState.lineSeparator.of(lineBreakOf(text))),
        settings.of([]),
        syntax.of([]),
        READING,
        extras,
        theme.of(codeTheme(isDark())),
        CodeView.updateListener.of((update) => {
          const outside = update.transactions.some((t) => t.annotation(fromOutside) === true);
          if (update.docChanged && !outside) {
            const typed = update.state.sliceDoc();
            own.typed(typed);
            onChange(typed);
          }
          if (update.docChanged || update.selectionSet) {
            const { from, to } = update.state.selection.main;
            onSelection(textOffset(update.view, from), textOffset(update.view, to));
          }
        }),
      ],
    }),
  });
  const breakWith = (separator: string): void =>
    view.dispatch({ effects: lineBreak.reconfigure(EditorState.lineSeparator.of(separator)) });
  view.dom.addEventListener('keydown', keepTypingInside);
  const unwatch = watchTheme(() =>
    view.dispatch({ effects: theme.reconfigure(codeTheme(isDark())) }),
  );
  let wanted: Settings | undefined;
  /** The colours and marks of a language come when its script is there. */
  const colour = async (next: Settings): Promise<void> => {
    const language = await languageOf(next.language);
    if (wanted !== next || language === null) return;
    const marks = next.language === 'javascript' && !next.readOnly ? SYNTAX_MARKS : [];
    view.dispatch({ effects: syntax.reconfigure([language, marks]) });
  };
  return {
    configure(next: Settings): void {
      wanted = next;
      view.dispatch({ effects: settings.reconfigure(settingsOf(next)) });
      void colour(next);
    },
    /** Shows a text that did not come from here; what was typed here is already shown. */
    show(next: string): void {
      if (own.isOvertaken(next) || view.state.sliceDoc() === next) return;
      breakWith(lineBreakOf(next));
      view.dispatch({
        changes: { from: 0, to: view.state.doc.length, insert: next },
        annotations: fromOutside.of(true),
      });
    },
    mark(diagnostics: readonly CodeDiagnostic[]): void {
      if (diagnostics.length === 0 && diagnosticCount(view.state) === 0) return;
      const end = view.state.doc.length;
      const within = (offset: number): number => Math.min(end, documentOffset(view, offset));
      const marks = diagnostics.map(({ from, to, message }) => ({
        from: within(from),
        to: within(Math.max(from, to)),
        severity: 'error' as const,
        message,
      }));
      view.dispatch(setDiagnostics(view.state, marks));
    },
    note: (wanted: readonly CodeNote[]): void => showNotes(view, wanted),
    goTo(line: number): void {
      const { from } = view.state.doc.line(Math.min(Math.max(1, line), view.state.doc.lines));
      view.dispatch({
        selection: { anchor: from },
        effects: CodeView.scrollIntoView(from, { y: 'center' }),
      });
      view.focus();
    },
    /** Selects a stretch of the text and shows it. */
    reveal(from: number, to: number): void {
      const end = view.state.doc.length;
      const [anchor, head] = [from, to].map((at) => Math.min(end, documentOffset(view, at)));
      view.dispatch({
        selection: { anchor: anchor ?? 0, head: head ?? 0 },
        scrollIntoView: true,
      });
      view.focus();
    },
    /** Puts the cursor where it was in the plain field, whose line breaks are LF. */
    select({ anchor, head }: CodeCursor): void {
      const end = view.state.doc.length;
      view.dispatch({ selection: { anchor: Math.min(anchor, end), head: Math.min(head, end) } });
      view.focus();
    },
    close(): void {
      wanted = undefined;
      unwatch();
      view.destroy();
    },
  };
}

/** The document counts every line break as one unit, the text counts CR LF as two. */
function documentOffset(view: CodeView, offset: number): number {
  if (view.state.lineBreak.length === 1) return offset;
  return offset - view.state.sliceDoc().slice(0, offset).split('\n').length + 1;
}

/** The other way round. */
const textOffset = (view: CodeView, offset: number): number =>
  view.state.lineBreak.length === 1 ? offset : offset + view.state.doc.lineAt(offset).number - 1;

function settingsOf(next: Settings): Extension {
  const hint = next.readOnly ? undefined : LEAVE_HINT;
  const description = [next.description, hint].filter((part) => part !== undefined).join(' ');
  return [
    next.readOnly ? READ_ONLY : WRITING,
    CodeView.contentAttributes.of({
      // It takes the focus anyway; this says so to whoever looks for what scrolls by keys.
      tabindex: '0',
      'aria-label': next.label,
      ...(description === '' ? {} : { 'aria-description': description }),
      ...(next.readOnly ? { 'aria-readonly': 'true' } : {}),
    }),
  ];
}
