import { CircleCheck, CircleX } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import type {
  ExpectationReport,
  ExpectationTest,
} from '../../../preload/contract/interchange/expectations.ts';
import { Choices } from '../../ui/form/choices.tsx';
import { sentenceOf } from './sentence.ts';
import { ByCapture } from './by-capture.tsx';
import { CaptureLink } from './capture-link.tsx';

/** Of one check so many captures are shown. */
const SHOWN = 5;

const LOOKS = [
  { id: 'checks', label: 'By check' },
  { id: 'captures', label: 'By capture' },
] as const;

/** What judging came to: each check, or each capture, and of what failed what was expected and found. */
export function ReportView({ report }: { report: ExpectationReport }) {
  const [look, setLook] = useState<(typeof LOOKS)[number]['id']>('checks');
  const section = useRef<HTMLElement>(null);
  // It stands below the fields, out of sight perhaps.
  useEffect(() => {
    // A promise in newer browsers: it must not become what ends the effect.
    section.current?.scrollIntoView({ block: 'nearest' });
  }, [report]);
  return (
    <section ref={section} aria-label="Report" className="flex flex-col gap-2">
      <div className="flex flex-wrap items-center justify-between gap-2">
        <p role="status" className={report.ok ? 'font-medium text-good' : 'font-medium text-bad'}>
          {sentenceOf(report)}
        </p>
        {report.captureIds.length > 0 && (
          <Choices label="Show the report" items={LOOKS} value={look} onChange={setLook} />
        )}
      </div>
      {look === 'captures' && report.captureIds.length > 0 ? (
        <ByCapture report={report} />
      ) : (
        <ul className="flex flex-col rounded-md border border-line">
          {report.tests.map((test, at) => (
            // Two checks may have the same words.
            // oxlint-disable-next-line react/no-array-index-key
            <Test key={`${at} ${test.name}`} test={test} />
          ))}
        </ul>
      )}
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
