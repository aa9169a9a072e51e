import { goToNextChunk, goToPreviousChunk, MergeView, unifiedMergeView } from '@codemirror/merge';
import { Compartment, EditorState, type Extension } from '@codemirror/state';
import { EditorView } from '@codemirror/view';
import { useEffect, useRef, useState } from 'react';
import { Button } from '../button.tsx';
import type { CodeDiffProps, DiffLayout } from './code-props.ts';
import { keepTypingInside, READ_ONLY, READING, shadowOf } from './code-editor-setup.ts';
import { languageOf } from './languages.ts';
import { codeTheme, isDark, watchTheme } from './code-editor-theme.ts';

const LIMIT = 4_000_000;
const COMPARE = {
  collapseUnchanged: { margin: 3, minSize: 6 },
  diffConfig: { scanLimit: 1000, timeout: 400 },
  gutter: true,
};

/** Two texts compared, one under the other or side by side. What is alike is folded away. */
export function DiffView(props: CodeDiffProps) {
  const [own, setOwn] = useState<DiffLayout>('unified');
  const layout = props.layout ?? own;
  const setLayout = (next: DiffLayout): void => {
    setOwn(next);
    props.onLayout?.(next);
  };
  if (props.before === props.after) {
    return <p className="py-3 text-muted">No difference.</p>;
  }
  if (props.before.length + props.after.length > LIMIT) {
    return <p className="py-3 text-muted">They differ, and are too large to compare here.</p>;
  }
  return (
    <div className="flex min-h-0 flex-col gap-2">
      <div className="flex flex-wrap items-center gap-3 text-sm">
        <span className="rounded bg-bad-soft px-1.5 text-bad">− {props.labels.before}</span>
        <span className="rounded bg-good-soft px-1.5 text-good">+ {props.labels.after}</span>
        <fieldset aria-label="Layout of the comparison" className="ml-auto flex gap-1">
          <Choice name="Unified" on={layout === 'unified'} choose={() => setLayout('unified')} />
          <Choice name="Side by side" on={layout === 'split'} choose={() => setLayout('split')} />
        </fieldset>
      </div>
      <Comparison {...props} layout={layout} key={layout} />
    </div>
  );
}

function Choice(props: { name: string; on: boolean; choose: () => void }) {
  return (
    <Button
      size="sm"
      variant={props.on ? 'secondary' : 'ghost'}
      aria-pressed={props.on}
      onClick={props.choose}
    >
      {props.name}
    </Button>
  );
}

function Comparison(props: CodeDiffProps & { layout: DiffLayout }) {
  const host = useRef<HTMLDivElement>(null);
  const open = useRef<ReturnType<typeof openComparison>>(null);
  const { before, after, language, layout } = props;
  const { before: beforeLabel, after: afterLabel } = props.labels;
  useEffect(() => {
    if (host.current === null) return;
    const labels = { before: beforeLabel, after: afterLabel };
    const opened = openComparison(host.current, { before, after, language, labels }, layout);
    open.current = opened;
    return opened.close;
  }, [before, after, language, layout, beforeLabel, afterLabel]);
  const { by, turn } = props.step ?? {};
  useEffect(() => {
    if (by !== undefined && turn !== undefined) open.current?.go(by);
  }, [by, turn]);
  return (
    <div
      ref={host}
      className="max-h-[28rem] min-h-0 overflow-auto rounded-md border border-line focus-within:outline-2 focus-within:outline-(--focus)"
    />
  );
}

/** @returns what goes from change to change, and what closes it again. */
function openComparison(host: HTMLElement, texts: CodeDiffProps, layout: DiffLayout) {
  const root = shadowOf(host);
  const theme = new Compartment();
  const syntax = new Compartment();
  let open = true;
  const shared = (label: string): Extension => [
    // Any other separator would hide a difference that is only in the line breaks.
    EditorState.lineSeparator.of('\n'),
    READING,
    READ_ONLY,
    syntax.of([]),
    theme.of(codeTheme(isDark())),
    EditorView.contentAttributes.of({ 'aria-label': label, 'aria-readonly': 'true' }),
  ];
  const { views, close } =
    layout === 'split' ? openSplit(root, texts, shared) : openUnified(root, texts, shared);
  for (const view of views) view.dom.addEventListener('keydown', keepTypingInside);
  const unwatch = watchTheme(() => {
    for (const view of views) view.dispatch({ effects: theme.reconfigure(codeTheme(isDark())) });
  });
  const colour = async (): Promise<void> => {
    const language = await languageOf(texts.language);
    if (!open || language === null) return;
    for (const view of views) view.dispatch({ effects: syntax.reconfigure(language) });
  };
  void colour();
  return {
    go(by: 1 | -1): void {
      const view = views.at(-1);
      if (view) (by > 0 ? goToNextChunk : goToPreviousChunk)(view);
    },
    close(): void {
      open = false;
      unwatch();
      close();
    },
  };
}

type Shared = (label: string) => Extension;

function openSplit(root: ShadowRoot, texts: CodeDiffProps, shared: Shared) {
  const merge = new MergeView({
    a: { doc: texts.before, extensions: shared(texts.labels.before) },
    b: { doc: texts.after, extensions: shared(texts.labels.after) },
    parent: root,
    root,
    ...COMPARE,
  });
  return { views: [merge.a, merge.b], close: () => merge.destroy() };
}

function openUnified(root: ShadowRoot, texts: CodeDiffProps, shared: Shared) {
  const label = `${texts.labels.after}, compared with ${texts.labels.before}`;
  const view = new EditorView({
    root,
    parent: root,
    state: EditorState.create({
      doc: texts.after,
      extensions: [
        shared(label),
        unifiedMergeView({ original: texts.before, mergeControls: false, ...COMPARE }),
      ],
    }),
  });
  return { views: [view], close: () => view.destroy() };
}
