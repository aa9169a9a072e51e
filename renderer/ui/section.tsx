import type { ReactNode } from 'react';

/** A titled part of the settings. */
export function Section(props: { title: string; help?: string; children: ReactNode }) {
  return (
    <section className="flex flex-col gap-3 border-t border-line pt-5 first:border-t-0 first:pt-0">
      <header>
        <h2 className="text-lg font-semibold">{props.title}</h2>
        {props.help !== undefined && <p className="text-muted">{props.help}</p>}
      </header>
      {props.children}
    </section>
  );
}
