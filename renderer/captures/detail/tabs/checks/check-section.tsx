import type { ReactNode } from 'react';

/** A titled part of what an app checked. */
export function CheckSection(props: { label: string; title?: string; children: ReactNode }) {
  return (
    <section aria-label={props.label}>
      <h4 className="pb-1 text-sm font-semibold">{props.title ?? props.label}</h4>
      {props.children}
    </section>
  );
}
