import { CircleCheck, CircleX } from 'lucide-react';
import type {
  ExpectationReport,
  ExpectationTest,
} from '../../preload/contract/interchange/expectations.ts';
import type { CaptureId } from '../../preload/contract/shapes.ts';
import { formatRoute } from '../navigation/route.ts';
import { formatPlural } from '../ui/format.ts';
import { closeExpectations } from './opened.ts';

/** Of one check so many captures are shown. */
const SHOWN = 5;

/** What judging came to: each check, and of those that failed what was expected and found where. */
export function ReportView({ report }: { report: ExpectationReport }) {
  const failed = report.tests.filter(({ ok }) => !ok).length;
  const captures = formatPlural(report.captures, 'capture');
  return (
    <section aria-label="Report" className="flex flex-col gap-2">
      <p role="status" className={report.ok ? 'font-medium text-good' : 'font-medium text-bad'}>
        {report.ok
          ? `It holds: ${formatPlural(report.tests.length, 'check')}, ${captures}.`
          : `It does not hold: ${failed} of ${formatPlural(report.tests.length, 'check')} failed, ${captures}.`}
      </p>
      <ul className="flex flex-col rounded-md border border-line">
        {report.tests.map((test, at) => (
          // Two checks may have the same words.
          // oxlint-disable-next-line react/no-array-index-key
          <Test key={`${at} ${test.name}`} test={test} />
        ))}
      </ul>
      {report.near.length > 0 && (
        <>
          <h3 className="font-medium">Nearly matched</h3>
          <ul className="flex flex-col gap-1 text-sm">
            {report.near.map(({ captureId, what, lacks }) => (
              <li key={captureId} className="wire break-words">
                <CaptureLink id={captureId} /> {what}
                <span className="text-muted">{`, but not ${lacks.join(', ')}`}</span>
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  );
}

function Test({ test }: { test: ExpectationTest }) {
  const { name, ok, expected, found, misses, captureIds } = test;
  const alone = misses.length === 0 ? captureIds.slice(0, SHOWN) : [];
  return (
    <li className="flex items-start gap-2 border-line px-3 py-1.5 not-first:border-t">
      {ok ? (
        <CircleCheck size={16} aria-label="Holds" className="mt-0.5 shrink-0 text-good" />
      ) : (
        <CircleX size={16} aria-label="Failed" className="mt-0.5 shrink-0 text-bad" />
      )}
      <div className="min-w-0 flex-1">
        <p className="wire break-words">{name}</p>
        {!ok && misses.length === 0 && (
          <p className="text-sm break-words text-muted">{`Expected ${expected}, found ${found}.`}</p>
        )}
        {misses.slice(0, SHOWN).map((miss) => (
          <p key={`${miss.captureId} ${miss.assertion}`} className="text-sm break-words text-muted">
            <CaptureLink id={miss.captureId} />
            {`: found ${miss.found}`}
          </p>
        ))}
        {captureIds.length > SHOWN && (
          <p className="text-sm text-muted">{`and ${captureIds.length - SHOWN} more`}</p>
        )}
        {alone.length > 0 && (
          <p className="flex flex-wrap gap-x-2 text-sm">
            {alone.map((id) => (
              <CaptureLink key={id} id={id} />
            ))}
          </p>
        )}
      </div>
    </li>
  );
}

/** The dialog closes: what it leads to lies below it. */
function CaptureLink({ id }: { id: CaptureId }) {
  return (
    <a
      href={formatRoute({ page: 'captures', id })}
      onClick={closeExpectations}
      className="wire text-accent-ink underline"
    >
      {id}
    </a>
  );
}
