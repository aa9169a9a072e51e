import { MergeView } from '@codemirror/merge';
import { Compartment, EditorState, type Extension } from '@codemirror/state';
import { EditorView } from '@codemirror/view';
import { useEffect, useEffectEvent, useRef } from 'react';
import type { CodeMergeProps } from './code-props.ts';
import { keepTypingInside, READ_ONLY, READING, shadowOf, WRITING } from './code-editor-setup.ts';
import { codeTheme, isDark, watchTheme } from './code-editor-theme.ts';
import { languageOf } from './languages.ts';

const COMPARE = {
  collapseUnchanged: { margin: 3, minSize: 6 },
  diffConfig: { scanLimit: 1000, timeout: 400 },
  gutter: true,
};

/** A text that is written beside another: each difference has a button that takes the other's part. */
export function MergeTexts(props: CodeMergeProps) {
  const host = useRef<HTMLDivElement>(null);
  const first = useRef(props.mine);
  const { theirs, language } = props;
  const { mine: mineLabel, theirs: theirsLabel } = props.labels;
  const onChange = useEffectEvent(props.onChange);
  useEffect(() => {
    if (host.current === null) return;
    const root = shadowOf(host.current);
    const theme = new Compartment();
    const syntax = new Compartment();
    const shared = (label: string): Extension => [
      // Any other separator would hide a difference that is only in the line breaks.
      EditorState.lineSeparator.of('\n'),
      READING,
      syntax.of([]),
      theme.of(codeTheme(isDark())),
      EditorView.contentAttributes.of({ 'aria-label': label }),
    ];
    const merge = new MergeView({
      a: {
        doc: first.current,
        extensions: [
          shared(mineLabel),
          WRITING,
          EditorView.updateListener.of(({ docChanged, state }) => {
            if (docChanged) onChange(state.doc.toString());
          }),
        ],
      },
      b: { doc: theirs, extensions: [shared(theirsLabel), READ_ONLY] },
      revertControls: 'b-to-a',
      renderRevertControl: () => takeButton(theirsLabel),
      parent: root,
      root,
      ...COMPARE,
    });
    const views = [merge.a, merge.b];
    for (const view of views) view.dom.addEventListener('keydown', keepTypingInside);
    const unwatch = watchTheme(() => {
      for (const view of views) view.dispatch({ effects: theme.reconfigure(codeTheme(isDark())) });
    });
    let open = true;
    const colour = async (): Promise<void> => {
      const found = await languageOf(language);
      if (!open || found === null) return;
      for (const view of views) view.dispatch({ effects: syntax.reconfigure(found) });
    };
    void colour();
    return () => {
      open = false;
      unwatch();
      merge.destroy();
    };
  }, [theirs, language, mineLabel, theirsLabel]);
  return (
    <div
      ref={host}
      className="max-h-[28rem] min-h-0 overflow-auto rounded-md border border-line focus-within:outline-2 focus-within:outline-(--focus)"
    />
  );
}

function takeButton(label: string): HTMLElement {
  const button = document.createElement('button');
  button.type = 'button';
  button.textContent = '←';
  const words = `Take this part of ${label}`;
  button.title = words;
  button.setAttribute('aria-label', words);
  return button;
}
