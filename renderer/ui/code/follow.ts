import type { Extension } from '@codemirror/state';
import { EditorView, keymap } from '@codemirror/view';
import type { CodeFollow } from './code-props.ts';

/** F12, and a click with Ctrl or Command held, go to what is named there. */
export function following(follow: CodeFollow): Extension {
  const go = (view: EditorView, offset: number | null): boolean => {
    const lead = offset === null ? null : follow(view.state.doc.toString(), offset);
    if (lead === null) return false;
    lead();
    return true;
  };
  return [
    keymap.of([{ key: 'F12', run: (view) => go(view, view.state.selection.main.head) }]),
    EditorView.domEventHandlers({
      mousedown(event, view) {
        if (event.button !== 0 || !(event.ctrlKey || event.metaKey)) return false;
        return go(view, view.posAtCoords({ x: event.clientX, y: event.clientY }));
      },
    }),
  ];
}
