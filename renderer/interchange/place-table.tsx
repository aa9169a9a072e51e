import type { ReactNode } from 'react';
import { cx } from '../ui/cx.ts';

/** A table of places that scrolls by itself; its last column holds a button for each row. */
export function PlaceTable(props: {
  label: string;
  columns: readonly string[];
  children: ReactNode;
}) {
  return (
    <div
      role="group"
      aria-label={props.label}
      // It scrolls: keys must reach it.
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
      tabIndex={0}
      className="max-h-56 overflow-auto rounded-md border border-line"
    >
      <table className="w-full text-sm">
        <thead className="sticky top-0 bg-surface">
          <tr className="text-left text-muted">
            {props.columns.map((name) => (
              <th
                key={name}
                scope="col"
                className={cx('px-2 py-1 font-medium', name === 'Times' && 'text-right')}
              >
                {name}
              </th>
            ))}
            <th scope="col" className="px-2 py-1">
              <span className="sr-only">Change</span>
            </th>
          </tr>
        </thead>
        <tbody>{props.children}</tbody>
      </table>
    </div>
  );
}
