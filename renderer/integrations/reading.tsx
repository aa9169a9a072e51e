import type { ReactNode } from 'react';
import { Problem } from '../ui/problem.tsx';
import { Spinner } from '../ui/spinner.tsx';

/** What was read, once it is there. Where reading it again fails, what was there stays below the reason. */
export function Reading<T>(props: {
  of: { data: T | undefined; error: unknown; refetch: () => unknown };
  /** What is read, for people: `Reading the loads`. */
  label: string;
  children: (data: T) => ReactNode;
}) {
  const { data, error, refetch } = props.of;
  return (
    <>
      {error !== null && (
        <div className="px-4 pt-4">
          <Problem error={error} onRetry={() => void refetch()} />
        </div>
      )}
      {data === undefined && error === null && (
        <div className="p-4">
          <Spinner label={props.label} />
        </div>
      )}
      {data !== undefined && props.children(data)}
    </>
  );
}
