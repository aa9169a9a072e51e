export type CodeLanguage = 'json' | 'xml' | 'javascript' | 'sql' | 'text';

/** Something that could stand at the cursor; it replaces the text from `from` on. */
export interface CodeSuggestion {
  label: string;
  detail: string;
  from: number;
}

/** What could stand at an offset of a text. Offsets are UTF-16 units. */
export type CodeCompletions = (text: string, cursor: number) => readonly CodeSuggestion[];

/** A mistake to mark. Offsets are UTF-16 units of the value, `to` exclusive. */
export interface CodeDiagnostic {
  from: number;
  to: number;
  message: string;
}

/** Said at the end of a line: what was written there, or what went wrong. */
export interface CodeNote {
  /** Counted from 1. */
  line: number;
  text: string;
  tone: 'muted' | 'warn' | 'bad';
}

/** Goes to what is named at an offset; null where nothing is. A line break counts as one unit. */
export type CodeFollow = (text: string, offset: number) => (() => void) | null;

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
  /** They move along with their lines until others come. */
  notes?: readonly CodeNote[];
  /** What F12, or a click with Ctrl or Command held, leads to. */
  follow?: CodeFollow;
  /** A line to go to, counted from 1, or a stretch to select, in UTF-16 units. A new object goes there again. */
  goTo?: { line: number } | { from: number; to: number } | null;
  /** What is selected, in UTF-16 units of the value; `from` and `to` are the cursor where nothing is. */
  onSelection?: (selection: { from: number; to: number }) => void;
  className?: string;
}

/** Where the cursor was in the plain field when the editor took its place. */
export interface CodeCursor {
  anchor: number;
  head: number;
}

export interface CodeDiffProps {
  before: string;
  after: string;
  language: CodeLanguage;
  labels: { before: string; after: string };
  /** Left out: it is chosen here. */
  layout?: DiffLayout;
  onLayout?: (layout: DiffLayout) => void;
  /** Goes to the next or previous change whenever `turn` changes. */
  step?: { by: 1 | -1; turn: number } | null;
}

export interface CodeMergeProps {
  /** At first; it can be changed. */
  mine: string;
  onChange: (mine: string) => void;
  theirs: string;
  language: CodeLanguage;
  labels: { mine: string; theirs: string };
}

/** One under the other, or side by side. */
export type DiffLayout = 'unified' | 'split';
