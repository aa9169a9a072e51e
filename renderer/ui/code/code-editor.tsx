import { type ComponentType, useEffect, useId, useRef, useState } from 'react';
import { flushSync } from 'react-dom';
import { cx } from '../cx.ts';
import type { CodeCursor, CodeEditorProps } from './code-props.ts';

type EditorView = ComponentType<CodeEditorProps & { cursor: CodeCursor | null }>;

let loaded: EditorView | undefined;

/** Fetches the editor ahead of time; a failure shows where the editor is wanted. */
export async function fetchEditor(): Promise<void> {
  loaded ??= (await import('./editor-view.tsx')).EditorView;
}

/**
 * A text editor for bodies and scripts. The text keeps its line breaks, whatever they are.
 *
 * The editor is a script of its own: until it is there, and where it cannot be had, a plain field
 * with the same text takes its place and its typing.
 */
export function CodeEditor(props: CodeEditorProps) {
  const [View, setView] = useState(() => loaded);
  const field = useRef<HTMLTextAreaElement>(null);
  const describedBy = useId();
  const [cursor, setCursor] = useState<CodeCursor | null>(null);
  useEffect(() => {
    if (View !== undefined) return;
    let wanted = true;
    const replaceField = (): void => {
      if (!wanted) return;
      // At once: a key pressed between the look at the cursor and the change would be typed elsewhere.
      flushSync(() => {
        setCursor(cursorOf(field.current));
        setView(() => loaded);
      });
    };
    // Where it fails, the field goes on; the next editor asks again.
    fetchEditor().then(replaceField, () => undefined);
    return () => {
      wanted = false;
    };
  }, [View]);
  if (View !== undefined) return <View {...props} cursor={cursor} />;
  const { value, onChange, label, description, minHeight, maxHeight } = props;
  return (
    <>
      <textarea
        ref={field}
        aria-label={label}
        aria-describedby={description === undefined ? undefined : describedBy}
        value={value}
        // A field has LF for every line break: a text with others is only shown in it.
        readOnly={props.readOnly === true || value.includes('\r')}
        onChange={(event) => onChange?.(event.target.value)}
        onSelect={({ currentTarget: { selectionStart, selectionEnd } }) =>
          props.onSelection?.({ from: selectionStart, to: selectionEnd })
        }
        spellCheck={false}
        style={{ minHeight, maxHeight }}
        className={cx(
          'wire min-h-0 w-full min-w-0 resize-none rounded-md border border-line-strong/60 bg-surface py-1 pr-2 pl-12',
          props.className,
        )}
      />
      {description !== undefined && (
        <span id={describedBy} className="sr-only">
          {description}
        </span>
      )}
    </>
  );
}

function cursorOf(field: HTMLTextAreaElement | null): CodeCursor | null {
  if (field === null || document.activeElement !== field) return null;
  const { selectionStart: start, selectionEnd: end } = field;
  return field.selectionDirection === 'backward'
    ? { anchor: end, head: start }
    : { anchor: start, head: end };
}
