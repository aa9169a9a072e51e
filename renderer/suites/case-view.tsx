import { useQuery } from '@tanstack/react-query';
import { X } from 'lucide-react';
import type {
  CaseAnswer,
  CaseDetail,
  SuiteRunId,
} from '../../preload/contract/interchange/suite-cases.ts';
import { query } from '../api/client.ts';
import { formatRoute } from '../navigation/route.ts';
import { Badge } from '../ui/badge.tsx';
import { IconButton } from '../ui/button.tsx';
import { CodeDiff } from '../ui/code/code-diff.tsx';
import { formatBytes, formatDuration, formatPlural } from '../ui/format.ts';
import { Problem } from '../ui/problem.tsx';
import { Spinner } from '../ui/spinner.tsx';
import { indentJson } from '../wire/json/indent-json.ts';
import { DifferenceTable } from './difference-table.tsx';
import { FROM, VERDICTS } from './suite-words.ts';

/** One case: why its verdict is what it is, the answer before beside the one now, and how they differ. */
export function CaseView(props: { id: SuiteRunId; n: number; onClose: () => void }) {
  const { id, n, onClose } = props;
  const found = useQuery(query.suites.case.queryOptions({ input: { id, n } }));
  return (
    <section
      aria-label={`Case ${n}`}
      className="flex min-h-0 min-w-0 flex-1 flex-col gap-3 overflow-auto border-line bg-surface px-4 py-3 max-lg:border-t lg:border-l"
    >
      {found.error !== null ? (
        <Problem error={found.error} onRetry={() => void found.refetch()} />
      ) : !found.data ? (
        <Spinner label="Reading the answers" />
      ) : (
        <Answers detail={found.data} onClose={onClose} />
      )}
    </section>
  );
}

function Answers({ detail, onClose }: { detail: CaseDetail; onClose: () => void }) {
  const { n, name, verdict, why, captureId, before, answers, differences, ignored, notes } = detail;
  const now = answers.find(({ status }) => status !== null) ?? answers[0];
  const { label, tone } = VERDICTS[verdict];
  const texts = { before: legible(before?.bodyText), now: legible(now?.bodyText) };
  return (
    <>
      <header className="flex flex-wrap items-center gap-2">
        <Badge tone={tone}>{label}</Badge>
        <h2 className="min-w-0 flex-1 truncate font-semibold">
          {n} {name}
        </h2>
        {captureId !== null && (
          <a
            className="text-accent-ink underline-offset-2 hover:underline"
            href={formatRoute({ page: 'captures', id: captureId })}
          >
            The capture
          </a>
        )}
        <IconButton size="sm" label="Close the case" icon={<X size={14} />} onClick={onClose} />
      </header>
      <p>{why}</p>
      <dl className="grid grid-cols-1 gap-2 sm:grid-cols-2">
        <Head
          title={detail.beforeFrom === null ? 'Before' : FROM[detail.beforeFrom]}
          answer={before}
        />
        <Head title="Now" answer={now ?? null} />
      </dl>
      {answers.length > 1 && (
        <p className="text-muted tabular-nums">
          Sent {answers.length} times:{' '}
          {answers
            .map(({ status, totalMs }) =>
              [status ?? 'no answer', ...(totalMs === null ? [] : [formatDuration(totalMs)])].join(
                ' in ',
              ),
            )
            .join(', ')}
        </p>
      )}
      {notes.map((note) => (
        <p key={note} className="text-muted">
          {note}
        </p>
      ))}
      {before !== null && (
        <DifferenceTable
          differences={differences}
          none={
            ignored === 0
              ? 'Headers and bodies are the same.'
              : `The same, but for ${formatPlural(ignored, 'ignored difference')}.`
          }
        />
      )}
      {texts.before + texts.now !== '' && (
        <div className="flex min-h-64 flex-1 flex-col">
          <CodeDiff
            before={texts.before}
            after={texts.now}
            language="json"
            labels={{ before: 'The body before', after: 'The body now' }}
          />
        </div>
      )}
    </>
  );
}

/** JSON in lines, so that what differs stands out. Its digits stay as they are. */
function legible(text: string | null | undefined): string {
  return /^\s*[[{]/.test(text ?? '') ? indentJson(text ?? '') : (text ?? '');
}

function Head({ title, answer }: { title: string; answer: CaseAnswer | null }) {
  return (
    <div className="min-w-0 rounded-md border border-line bg-canvas px-3 py-2">
      <dt className="text-sm text-muted">{title}</dt>
      <dd className="tabular-nums">
        {answer === null ? (
          'Nothing is known'
        ) : answer.status === null ? (
          (answer.error ?? 'Any right answer')
        ) : (
          <>
            <strong className="font-semibold">{answer.status}</strong>
            {answer.totalMs !== null && ` in ${formatDuration(answer.totalMs)}`}
            {`, ${formatBytes(answer.sizeBytes)}`}
          </>
        )}
      </dd>
    </div>
  );
}
