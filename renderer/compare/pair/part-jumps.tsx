import type { Comparison, ComparePart } from '../../../preload/contract/captures/compare.ts';
import { partWord, PARTS } from '../compare-words.ts';

/** The sections with their counts; each leads to its first difference. */
export function PartJumps(props: { comparison: Comparison; onJump: (part: ComparePart) => void }) {
  const { differences, of } = props.comparison;
  const parts =
    of === 'reply' ? PARTS.filter((part) => part !== 'outcome' && part !== 'query') : PARTS;
  return (
    <nav aria-label="Sections" className="flex flex-wrap items-center gap-0.5">
      {parts.map((part) => {
        const count = differences.filter((one) => one.part === part).length;
        return (
          <button
            key={part}
            type="button"
            disabled={count === 0}
            onClick={() => props.onJump(part)}
            className="flex h-7 items-center gap-1.5 rounded-md px-2 text-sm font-medium text-ink enabled:hover:bg-hover disabled:text-faint"
          >
            {partWord(part, of)}
            <span className="rounded bg-hover px-1 text-xs text-muted tabular-nums">{count}</span>
          </button>
        );
      })}
    </nav>
  );
}
