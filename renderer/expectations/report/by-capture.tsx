import { CircleCheck, CircleX } from 'lucide-react';
import type { ExpectationReport } from '../../../preload/contract/interchange/expectations.ts';
import { CaptureLink } from './capture-link.tsx';
import { capturesOf } from './captures-of.ts';

/** What did not hold of each capture, with a link to it. */
export function ByCapture({ report }: { report: ExpectationReport }) {
  const captures = capturesOf(report);
  const left = report.captures - captures.length;
  return (
    <>
      <ul aria-label="Captures" className="flex flex-col rounded-md border border-line">
        {captures.map(({ id, failed }) => (
          <li
            key={id}
            className="flex items-start gap-2 border-line px-3 py-1.5 not-first:border-t"
          >
            {failed.length === 0 ? (
              <CircleCheck size={16} aria-label="Holds" className="mt-0.5 shrink-0 text-good" />
            ) : (
              <CircleX size={16} aria-label="Failed" className="mt-0.5 shrink-0 text-bad" />
            )}
            <div className="min-w-0 flex-1">
              <CaptureLink id={id} />
              {failed.map(({ name, found }, at) => (
                // Two checks may have the same words.
                // oxlint-disable-next-line react/no-array-index-key
                <p key={`${at} ${name}`} className="text-sm break-words text-muted">
                  {found === null ? name : `${name}: found ${found}`}
                </p>
              ))}
            </div>
          </li>
        ))}
      </ul>
      {left > 0 && <p className="text-sm text-muted">{`and ${left} more`}</p>}
    </>
  );
}
