import { Check, Minus, X } from 'lucide-react';
import type { ExplainNode } from '../../preload/contract/apps/function-runs.ts';

const MARKS = {
  true: { icon: Check, word: 'true', tone: 'text-good' },
  false: { icon: X, word: 'false', tone: 'text-bad' },
  null: { icon: Minus, word: 'not reached', tone: 'text-muted' },
} as const;

/** Why an expression is true or false: each operand with what was found, as nested lists. */
export function ExplainTree({ node }: { node: ExplainNode }) {
  return (
    <ul className="flex flex-col gap-1" aria-label="Explanation">
      <Node node={node} />
    </ul>
  );
}

function Node({ node }: { node: ExplainNode }) {
  const { icon: Icon, word, tone } = MARKS[`${node.verdict}`];
  return (
    <li>
      <div className="flex items-start gap-2">
        <Icon size={14} className={`mt-1 shrink-0 ${tone}`} aria-hidden />
        <div className="min-w-0">
          <span className="sr-only">{word}: </span>
          <span className={`wire break-words ${node.verdict === null ? 'text-muted' : ''}`}>
            {node.text}
          </span>
          {node.found !== undefined && (
            <span className="ml-2 text-sm break-words text-muted">
              found <span className="wire">{node.found}</span>
            </span>
          )}
          {node.verdict === null && <span className="ml-2 text-sm text-muted">not reached</span>}
          {node.error !== undefined && <p className="text-sm text-bad">{node.error}</p>}
        </div>
      </div>
      {node.children.length > 0 && (
        <ul className="mt-1 ml-1.5 flex flex-col gap-1 border-l border-line pl-4">
          {node.children.map((child) => (
            <Node key={child.path} node={child} />
          ))}
        </ul>
      )}
    </li>
  );
}
