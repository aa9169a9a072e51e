import { SearchX } from 'lucide-react';
import type { SearchProblem } from '../../../preload/contract/captures/search-text.ts';
import { Button } from '../../ui/button.tsx';
import { useSearch } from '../search-store.ts';

/** Where the search box finds the words for its mistakes. */
export const PROBLEMS_ID = 'search-problems';

/** What is wrong with the search, each on a line of its own, with what would make it right. */
export function MistakeNotice(props: { problems: readonly SearchProblem[] }) {
  const searchFor = useSearch((s) => s.searchFor);
  return (
    <div className="flex shrink-0 gap-2.5 border-b border-line bg-bad-soft px-3 py-2 text-sm">
      <SearchX size={16} className="mt-1 shrink-0 text-bad" aria-hidden />
      <div id={PROBLEMS_ID} role="alert" className="min-w-0 flex-1">
        <ul className="flex flex-col gap-1">
          {props.problems.map((problem) => (
            <li
              key={`${problem.from}-${problem.message}`}
              className="flex flex-wrap items-center gap-x-3 gap-y-1"
            >
              <span className="text-bad">{problem.message}</span>
              {problem.fixes.map((fix) => (
                <Button key={fix.text} size="sm" onClick={() => searchFor(fix.text)}>
                  {fix.label}
                </Button>
              ))}
            </li>
          ))}
        </ul>
      </div>
    </div>
  );
}
