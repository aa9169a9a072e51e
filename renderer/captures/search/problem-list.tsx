import type { SearchProblem } from '../../../preload/contract/captures.ts';

/** Where the search box finds the words for its mistakes. */
export const PROBLEMS_ID = 'search-problems';

/** What is wrong with the search, in words. */
export function ProblemList({ problems }: { problems: readonly SearchProblem[] }) {
  return (
    <p id={PROBLEMS_ID} role="alert" className="min-w-0 truncate text-sm text-bad">
      {problems.map((problem) => problem.message).join(' ')}
    </p>
  );
}
