import { useMemo } from 'react';
import type { Comparison } from '../../../preload/contract/captures/compare.ts';
import { CodeDiff } from '../../ui/code/code-diff.tsx';
import { Problem } from '../../ui/problem.tsx';
import { Spinner } from '../../ui/spinner.tsx';
import { indentJson } from '../../wire/json/indent-json.ts';
import { useBodies } from './use-bodies.ts';

/** Longer JSON is shown as it was written. */
const INDENTED = 2_000_000;

/** Both bodies as text, with what is alike folded away. JSON is indented, and otherwise as written. */
export function TextCompare(props: {
  comparison: Comparison;
  unified: boolean;
  onUnified: (unified: boolean) => void;
  step: { by: 1 | -1; turn: number } | null;
}) {
  const { comparison } = props;
  const bodies = useBodies(comparison);
  const isJson = comparison.body.reading === 'json';
  const texts = useMemo(() => {
    if (!bodies.left || !bodies.right) return null;
    const read = (bytes: Uint8Array<ArrayBuffer>, charset: string): string => {
      const text = decode(bytes, charset);
      return isJson && text.length < INDENTED ? indentJson(text) : text;
    };
    return {
      before: read(bodies.left, comparison.body.leftCharset),
      after: read(bodies.right, comparison.body.rightCharset),
    };
  }, [bodies.left, bodies.right, isJson, comparison]);
  if (bodies.error !== null) {
    return (
      <div className="p-4">
        <Problem error={bodies.error} onRetry={bodies.refetch} />
      </div>
    );
  }
  if (texts === null) {
    return (
      <div className="min-h-0 flex-1 p-4">
        <Spinner label="Reading the bodies" />
      </div>
    );
  }
  return (
    <div className="flex min-h-0 flex-1 flex-col overflow-auto px-4 py-2">
      <CodeDiff
        {...texts}
        language={isJson ? 'json' : 'text'}
        labels={{ before: 'A', after: 'B' }}
        layout={props.unified ? 'unified' : 'split'}
        onLayout={(layout) => props.onUnified(layout === 'unified')}
        step={props.step}
      />
    </div>
  );
}

/** By the charset that the engine found; browsers know all of them but UTF-32. */
function decode(bytes: Uint8Array<ArrayBuffer>, charset: string): string {
  const known = charset.startsWith('utf-32') ? 'utf-8' : charset;
  return new TextDecoder(known).decode(bytes);
}
