import type { ReactNode } from 'react';

/** What stands where a list would stand: what is missing, and what to do first. */
export function EmptyState(props: {
  icon?: ReactNode;
  title: string;
  children?: ReactNode;
  actions?: ReactNode;
}) {
  return (
    <div className="flex h-full min-h-0 flex-1 flex-col items-center justify-center overflow-auto p-6 text-center">
      <div className="flex w-full max-w-xl flex-col items-center gap-3">
        {props.icon !== undefined && <div className="text-accent-ink">{props.icon}</div>}
        <h2 className="text-lg font-semibold">{props.title}</h2>
        {props.children !== undefined && (
          <div className="w-full text-balance text-muted">{props.children}</div>
        )}
        {props.actions !== undefined && (
          <div className="mt-1 flex flex-wrap justify-center gap-2">{props.actions}</div>
        )}
      </div>
    </div>
  );
}
