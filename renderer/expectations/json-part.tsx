import type { ExpectationMistake } from '../../preload/contract/interchange/expectations.ts';
import { CodeEditor } from '../ui/code/code-editor.tsx';

/** The same expectation as JSON. What is wrong is marked at its place, and said below. */
export function JsonPart(props: {
  text: string;
  mistakes: readonly ExpectationMistake[];
  onChange: (text: string) => void;
}) {
  const { text, mistakes } = props;
  return (
    <div className="flex flex-col gap-2">
      <CodeEditor
        language="json"
        label="Expectation"
        description={mistakes[0]?.message}
        value={text}
        onChange={props.onChange}
        diagnostics={mistakes.map(({ from, to, message }) => ({ from, to, message }))}
        minHeight={220}
        maxHeight={360}
      />
      {mistakes.length > 0 && (
        <ul role="alert" className="flex flex-col gap-1 text-sm text-bad">
          {mistakes.map((mistake) => (
            <li key={`${mistake.from} ${mistake.message}`} className="break-words">
              {`Line ${lineAt(text, mistake.from)}: ${mistake.message}`}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

const lineAt = (text: string, offset: number): number => text.slice(0, offset).split('\n').length;
