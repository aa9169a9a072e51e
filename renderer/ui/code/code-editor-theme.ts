import { HighlightStyle, syntaxHighlighting } from '@codemirror/language';
import type { Extension } from '@codemirror/state';
import { EditorView } from '@codemirror/view';
import { tags } from '@lezer/highlight';

const HIGHLIGHT = HighlightStyle.define([
  { tag: [tags.propertyName, tags.attributeName], color: 'var(--accent-ink)' },
  { tag: [tags.string, tags.attributeValue], color: 'var(--good)' },
  { tag: [tags.number, tags.bool, tags.null], color: 'var(--info)' },
  { tag: [tags.tagName, tags.angleBracket, tags.keyword], color: 'var(--info)' },
  { tag: [tags.comment, tags.processingInstruction], color: 'var(--faint)', fontStyle: 'italic' },
  { tag: [tags.punctuation, tags.separator, tags.brace, tags.bracket], color: 'var(--muted)' },
  { tag: tags.invalid, color: 'var(--bad)' },
]);

const PANEL_CONTROL = {
  border: '1px solid var(--line-strong)',
  borderRadius: '4px',
  background: 'var(--surface)',
  color: 'var(--ink)',
  font: 'inherit',
  padding: '2px 6px',
};

const RULES = {
  '&': {
    height: '100%',
    minHeight: 'var(--editor-min-height, 0)',
    maxHeight: 'var(--editor-max-height, none)',
    background: 'var(--surface)',
    color: 'var(--ink)',
    fontSize: '0.75rem',
  },
  '&.cm-focused': { outline: 'none' },
  '.cm-scroller': {
    fontFamily: 'var(--font-mono)',
    fontVariantLigatures: 'none',
    lineHeight: '1.6',
    overflow: 'auto',
    scrollbarWidth: 'thin',
  },
  '.cm-content': { caretColor: 'var(--ink)', padding: '6px 0' },
  '.cm-gutters': { background: 'transparent', color: 'var(--faint)', border: 'none' },
  '.cm-cursor, .cm-dropCursor': { borderLeftColor: 'var(--ink)' },
  '.cm-activeLine': { background: 'transparent' },
  '&.cm-focused .cm-activeLine': { background: 'var(--hover)' },
  '.cm-activeLineGutter': { background: 'transparent', color: 'var(--ink)' },
  '&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground':
    { background: 'var(--accent-soft)' },
  '.cm-selectionMatch, .cm-searchMatch': { background: 'var(--warn-soft)' },
  '.cm-searchMatch-selected': { outline: '1px solid var(--warn)' },
  '&.cm-focused .cm-matchingBracket': {
    background: 'var(--selected)',
    outline: '1px solid var(--accent-line)',
  },
  '.cm-foldPlaceholder': {
    background: 'var(--hover)',
    border: '1px solid var(--line)',
    color: 'var(--muted)',
    padding: '0 4px',
  },
  '.cm-specialChar': { color: 'var(--bad)' },
  '.cm-panels': {
    background: 'var(--canvas)',
    color: 'var(--ink)',
    fontFamily: 'var(--font-sans)',
  },
  '.cm-panels-top': { borderBottom: '1px solid var(--line)' },
  '.cm-panel input[type=text], .cm-panel.cm-search .cm-textfield': PANEL_CONTROL,
  '.cm-panel .cm-button': { ...PANEL_CONTROL, backgroundImage: 'none' },
  '.cm-tooltip': {
    background: 'var(--raised)',
    color: 'var(--ink)',
    border: '1px solid var(--line)',
    borderRadius: '6px',
    fontFamily: 'var(--font-sans)',
  },
  '.cm-tooltip.cm-tooltip-autocomplete > ul': {
    fontFamily: 'var(--font-mono)',
    minWidth: '16rem',
    maxHeight: '16rem',
    padding: '4px',
  },
  '.cm-tooltip.cm-tooltip-autocomplete > ul > li': {
    display: 'flex',
    gap: '12px',
    padding: '2px 8px',
    borderRadius: '4px',
  },
  '.cm-tooltip.cm-tooltip-autocomplete > ul > li[aria-selected]': {
    background: 'var(--selected)',
    color: 'var(--ink)',
  },
  '.cm-completionDetail': {
    flex: '1',
    margin: '0',
    color: 'var(--muted)',
    fontFamily: 'var(--font-sans)',
    fontStyle: 'normal',
    textAlign: 'right',
  },
  '.cm-completionMatchedText': { textDecoration: 'none', fontWeight: '600' },
  '.cm-diagnostic-error': { borderLeftColor: 'var(--bad)' },
  '.cm-changedLine': { background: 'var(--good-soft)' },
  '.cm-deletedLine, .cm-deletedChunk': { background: 'var(--bad-soft)' },
  '&.cm-merge-a .cm-changedLine': { background: 'var(--bad-soft)' },
  '.cm-changedText, &.cm-merge-b .cm-changedText': {
    background: 'color-mix(in srgb, var(--good) 22%, transparent)',
  },
  '&.cm-merge-a .cm-changedText, .cm-deletedText, .cm-deletedChunk .cm-deletedText': {
    background: 'color-mix(in srgb, var(--bad) 22%, transparent)',
    textDecoration: 'none',
  },
  '&.cm-merge-a .cm-changedLineGutter, .cm-deletedLineGutter': { background: 'var(--bad)' },
  '.cm-changedLineGutter': { background: 'var(--good)' },
  '.cm-collapsedLines': {
    background: 'var(--hover)',
    color: 'var(--muted)',
    fontFamily: 'var(--font-sans)',
    cursor: 'pointer',
  },
};

const LIGHT = EditorView.theme(RULES, { dark: false });
const DARK = EditorView.theme(RULES, { dark: true });

/** Colours come from the page's tokens; the flag chooses among CodeMirror's own defaults. */
export function codeTheme(dark: boolean): Extension {
  return [dark ? DARK : LIGHT, syntaxHighlighting(HIGHLIGHT)];
}

const DARK_PLATFORM = '(prefers-color-scheme: dark)';

export function isDark(): boolean {
  const chosen = document.documentElement.dataset['theme'];
  if (chosen === 'light' || chosen === 'dark') return chosen === 'dark';
  return window.matchMedia(DARK_PLATFORM).matches;
}

/** Calls back whenever the page may have changed between light and dark. */
export function watchTheme(onChange: () => void): () => void {
  const attribute = new MutationObserver(onChange);
  attribute.observe(document.documentElement, { attributeFilter: ['data-theme'] });
  const platform = window.matchMedia(DARK_PLATFORM);
  platform.addEventListener('change', onChange);
  return () => {
    attribute.disconnect();
    platform.removeEventListener('change', onChange);
  };
}
