import { useId, type ReactNode } from 'react';
import type { Draft, Problems } from './simulator-draft.ts';

export interface FormProps {
  draft: Draft;
  problems: Problems;
  onChange: (some: Partial<Draft>) => void;
}

/** Fields of one step, under its heading. */
export function Step(props: { n: number; title: string; children: ReactNode }) {
  const id = useId();
  return (
    <section aria-labelledby={id} className="flex flex-col gap-3">
      <h2 id={id} className="flex items-center gap-2 border-b border-line pb-1.5 font-semibold">
        <span
          aria-hidden
          className="flex size-5 items-center justify-center rounded-full bg-selected text-sm text-accent-ink tabular-nums"
        >
          {props.n}
        </span>
        {props.title}
      </h2>
      {props.children}
    </section>
  );
}
