import { useId, type ReactNode } from 'react';
import type { Draft, Problems } from './simulator-draft.ts';

export interface FormProps {
  draft: Draft;
  problems: Problems;
  onChange: (some: Partial<Draft>) => void;
}

/** Fields that belong together, under a heading. */
export function Group(props: { title: string; children: ReactNode }) {
  const id = useId();
  return (
    <section aria-labelledby={id} className="flex flex-col gap-3">
      <h2 id={id} className="border-b border-line pb-1 font-semibold">
        {props.title}
      </h2>
      {props.children}
    </section>
  );
}
