import { diagnosticCount, setDiagnostics } from '@codemirror/lint';
import { Annotation, Compartment, EditorState, type Extension } from '@codemirror/state';
import { EditorView } from '@codemirror/view';
import { useEffect, useEffectEvent, useRef, type CSSProperties } from 'react';
import {
  type CodeCompletions,
  completionOf,
  keepTypingInside,
  languageOf,
  LEAVE_HINT,
  lineBreakOf,
  READ_ONLY,
  READING,
  shadowOf,
  WRITING,
  type CodeLanguage,
} from './code-editor-setup.ts';
import { SYNTAX_MARKS } from './code-editor-syntax.ts';
import { codeTheme, isDark, watchTheme } from './code-editor-theme.ts';
import { cx } from '../cx.ts';

/** A mistake to mark. Offsets are UTF-16 units of the value, `to` exclusive. */
export interface CodeDiagnostic {
  from: number;
  to: number;
  message: string;
}

export interface CodeEditorProps {
  value: string;
  onChange?: (value: string) => void;
  language: CodeLanguage;
  readOnly?: boolean;
  /** Accessible name. */
  label: string;
  /** Read out with the name: help, or what is wrong. */
  description?: string | undefined;
  /** Pixels. */
  minHeight?: number;
  /** Pixels; the text scrolls beyond. Without it the editor takes the height it is given. */
  maxHeight?: number;
  /** Left alone for scripts, whose mistakes the editor finds itself. */
  diagnostics?: readonly CodeDiagnostic[];
  /** What is offered while typing. */
  completions?: CodeCompletions;
  /** A line to go to, counted from 1. A new object goes there again. */
  goTo?: { line: number } | null;
  className?: string;
}

const fromOutside = Annotation.define<true>();

/** A text editor for bodies. The text keeps its line breaks, whatever they are. */
export function CodeEditor(props: CodeEditorProps) {
  const host = useRef<HTMLDivElement>(null);
  const editor = useRef<Editor | null>(null);
  const { value, language, label, description, diagnostics } = props;
  const readOnly = props.readOnly ?? false;

  const onChange = useEffectEvent((text: string) => props.onChange?.(text));
  const complete = useEffectEvent(
    (text: string, cursor: number) => props.completions?.(text, cursor) ?? [],
  );
  const open = useEffectEvent((element: HTMLElement) =>
    openEditor(element, value, onChange, props.completions === undefined ? undefined : complete),
  );

  useEffect(() => {
    if (host.current === null) return;
    const opened = open(host.current);
    editor.current = opened;
    return () => {
      editor.current = null;
      opened.close();
    };
  }, []);
  useEffect(() => {
    editor.current?.configure({ language, readOnly, label, description });
  }, [language, readOnly, label, description]);
  useEffect(() => {
    editor.current?.show(value);
    // A script is marked by its own parser; an empty list would take those marks away.
    if (language !== 'javascript') editor.current?.mark(diagnostics ?? []);
  }, [value, diagnostics, language]);

  const goTo = props.goTo ?? null;
  useEffect(() => {
    if (goTo !== null) editor.current?.goTo(goTo.line);
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
  complete: CodeCompletions | undefined,
) {
  const settings = new Compartment();
  const theme = new Compartment();
  const lineBreak = new Compartment();
  const root = shadowOf(host);
  const view = new EditorView({
    root,
    parent: root,
    state: EditorState.create({
      doc: text,
      extensions: [
        lineBreak.of(EditorState.lineSeparator.of(lineBreakOf(text))),
        settings.of([]),
        READING,
        complete === undefined ? [] : completionOf(complete),
        theme.of(codeTheme(isDark())),
        EditorView.updateListener.of((update) => {
          const outside = update.transactions.some((t) => t.annotation(fromOutside) === true);
          if (update.docChanged && !outside) onChange(update.state.sliceDoc());
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
  return {
    configure: (next: Settings): void =>
      view.dispatch({ effects: settings.reconfigure(settingsOf(next)) }),
    /** Shows a text that did not come from here; what was typed here is already shown. */
    show(next: string): void {
      if (view.state.sliceDoc() === next) return;
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
    goTo(line: number): void {
      const { from } = view.state.doc.line(Math.min(Math.max(1, line), view.state.doc.lines));
      view.dispatch({
        selection: { anchor: from },
        effects: EditorView.scrollIntoView(from, { y: 'center' }),
      });
      view.focus();
    },
    close(): void {
      unwatch();
      view.destroy();
    },
  };
}

/** The document counts every line break as one unit, the text counts CR LF as two. */
function documentOffset(view: EditorView, offset: number): number {
  if (view.state.lineBreak.length === 1) return offset;
  return offset - view.state.sliceDoc().slice(0, offset).split('\n').length + 1;
}

function settingsOf(next: Settings): Extension {
  const hint = next.readOnly ? undefined : LEAVE_HINT;
  const description = [next.description, hint].filter((part) => part !== undefined).join(' ');
  return [
    languageOf(next.language),
    next.readOnly ? READ_ONLY : WRITING,
    next.language === 'javascript' && !next.readOnly ? SYNTAX_MARKS : [],
    EditorView.contentAttributes.of({
      // It takes the focus anyway; this says so to whoever looks for what scrolls by keys.
      tabindex: '0',
      'aria-label': next.label,
      ...(description === '' ? {} : { 'aria-description': description }),
      ...(next.readOnly ? { 'aria-readonly': 'true' } : {}),
    }),
  ];
}
