import { ChevronRight } from 'lucide-react';
import type { ReactNode } from 'react';
import { exact } from '../../../../ui/time/moments.ts';

/** One entry: what it was, what it came to, when; what there is to see of it opens below. */
export function EntryRow(props: {
  word: string;
  at: number;
  now: number;
  open: boolean;
  onToggle: () => void;
  /** Marks and a short text beside the word. */
  facts: ReactNode;
  children: ReactNode;
}) {
  return (
    <li className="border-b border-line">
      <button
        type="button"
        aria-expanded={props.open}
        onClick={props.onToggle}
        className="flex w-full items-center gap-2 px-3 py-1.5 text-left outline-offset-[-2px] hover:bg-hover"
      >
        <ChevronRight
          size={14}
          aria-hidden
          className={`shrink-0 text-muted ${props.open ? 'rotate-90' : ''}`}
        />
        <span className="shrink-0 font-medium">{props.word}</span>
        <span className="flex min-w-0 flex-1 items-center gap-1.5">{props.facts}</span>
        <span className="shrink-0 text-sm text-muted tabular-nums">
          {Number.isFinite(props.at) ? exact(props.at, props.now) : ''}
        </span>
      </button>
      {props.open && <div className="px-4 pt-1 pb-3">{props.children}</div>}
    </li>
  );
}

/** An entry that leads to a page of its own. */
export function EntryLink(props: {
  word: string;
  at: number;
  now: number;
  href: string;
  facts: ReactNode;
}) {
  return (
    <li className="border-b border-line">
      <a
        href={props.href}
        className="flex flex-wrap items-center gap-x-2 px-3 py-1.5 pl-[2.125rem] outline-offset-[-2px] hover:bg-hover"
      >
        <span className="shrink-0 font-medium">{props.word}</span>
        <span className="flex min-w-0 flex-1 flex-wrap items-center gap-x-2">{props.facts}</span>
        <span className="shrink-0 text-sm text-muted tabular-nums">
          {exact(props.at, props.now)}
        </span>
      </a>
    </li>
  );
}
