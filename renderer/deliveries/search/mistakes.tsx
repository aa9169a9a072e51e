import { SearchX } from 'lucide-react';
import type { DeliveryMistake } from '../../../preload/rules/delivery-search.ts';
import { Button } from '../../ui/button.tsx';
import { MISTAKES_ID } from './search-box.tsx';

/** What is wrong with the search, each on a line of its own, with what would make it right. */
export function Mistakes(props: {
  problems: readonly DeliveryMistake[];
  onSearch: (search: string) => void;
}) {
  return (
    <div className="flex shrink-0 gap-2.5 border-b border-line bg-bad-soft px-3 py-2 text-sm">
      <SearchX size={16} className="mt-1 shrink-0 text-bad" aria-hidden />
      <div id={MISTAKES_ID} role="alert" className="min-w-0 flex-1">
        <ul className="flex flex-col gap-1">
          {props.problems.map(({ from, message, fixes }) => (
            <li key={`${from}-${message}`} className="flex flex-wrap items-center gap-x-3 gap-y-1">
              <span className="text-bad">{message}</span>
              {fixes.map(({ label, text }) => (
                <Button key={text} size="sm" onClick={() => props.onSearch(text)}>
                  {label}
                </Button>
              ))}
            </li>
          ))}
        </ul>
      </div>
    </div>
  );
}
