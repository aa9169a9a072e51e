import { useQuery } from '@tanstack/react-query';
import { RefreshCw } from 'lucide-react';
import type { ReactNode } from 'react';
import type { CaptureDetail } from '../../../../preload/contract/captures.ts';
import type { SenderReport } from '../../../../preload/contract/signatures.ts';
import type { Verdict } from '../../../../preload/contract/verdict.ts';
import { api, query } from '../../../api/client.ts';
import { markOfVerdict } from '../../../senders/marks.ts';
import { SecretForm } from '../../../senders/secret-form.tsx';
import { UnansweredCard } from '../../../senders/unanswered.tsx';
import { useProviders, useSenderChange } from '../../../senders/use-senders.ts';
import { formatRoute } from '../../../navigation/route.ts';
import { Badge } from '../../../ui/badge.tsx';
import { Button } from '../../../ui/button.tsx';
import { cx } from '../../../ui/cx.ts';
import { formatClock } from '../../../ui/format.ts';
import { Problem } from '../../../ui/problem.tsx';
import { Spinner } from '../../../ui/spinner.tsx';
import { VisibleText } from '../../body/text/visible-text.tsx';

/** Who sent a capture, whether that is proven, and why not. */
export function SenderTab({ detail }: { detail: CaptureDetail }) {
  const report = useQuery(
    query.signatures.ofCapture.queryOptions({ input: { id: detail.id }, staleTime: 0 }),
  );
  const verify = useSenderChange(api.signatures.verify, { failed: 'Not verified' });
  if (report.error !== null) return <Problem error={report.error} />;
  if (report.data === undefined) return <Spinner label="Looking at the signature" />;
  const { data } = report;
  return (
    <div className="flex min-h-0 flex-1 flex-col gap-4 overflow-auto p-4">
      {data.verdict === null ? (
        <p className="text-muted">
          {data.provider === null
            ? 'Nothing tells who sent this. Choose the sender at its endpoint.'
            : 'There is nothing to verify in it.'}
        </p>
      ) : (
        <VerdictCard verdict={data.verdict} refused={data.refused} />
      )}
      {data.unanswered !== null && <UnansweredCard question={data.unanswered} />}
      <div className="flex flex-wrap items-center gap-2">
        <Button
          size="sm"
          icon={<RefreshCw size={14} />}
          disabled={verify.isPending}
          onClick={() => verify.mutate({ id: detail.id })}
        >
          Verify again
        </Button>
        {detail.endpointId !== null && !/^(wh|he|int)_/.test(detail.endpointId) && (
          <a
            className="text-accent-ink underline"
            href={formatRoute({ page: 'endpoints', id: `${detail.endpointId}:sender` })}
          >
            Sender and secrets of {detail.endpointName}
          </a>
        )}
      </div>
      <Missing detail={detail} report={data} onAdded={() => verify.mutate({ id: detail.id })} />
      <Facts report={data} />
      <Duplicates report={data} />
    </div>
  );
}

function VerdictCard({ verdict, refused }: { verdict: Verdict; refused: boolean }) {
  const { icon: Icon, tone, short } = markOfVerdict(verdict);
  const color = { good: 'border-good/40 bg-good-soft', bad: 'border-bad/40 bg-bad-soft' }[
    tone as string
  ];
  return (
    <section
      aria-label="Verdict"
      className={cx('flex gap-3 rounded-lg border p-3', color ?? 'border-line bg-canvas')}
    >
      <Icon size={20} className={`mt-0.5 shrink-0 ${markOfVerdict(verdict).color}`} aria-hidden />
      <div className="flex min-w-0 flex-col gap-1">
        <p className="font-medium">
          <span className="sr-only">{short}: </span>
          {verdict.text}
        </p>
        {verdict.hint !== null && (
          <p className="[overflow-wrap:anywhere]">
            {verdict.hint.certain ? 'Likely: ' : 'Possibly: '}
            {verdict.hint.text}
          </p>
        )}
        <p className="flex flex-wrap gap-x-3 text-sm text-muted">
          {verdict.scheme !== null && <span>{verdict.scheme}</span>}
          {verdict.code !== null && <code className="wire">{verdict.code}</code>}
          {verdict.skewSeconds !== null && (
            <span>
              signed {Math.abs(verdict.skewSeconds)} s{' '}
              {verdict.skewSeconds < 0 ? 'after' : 'before'} arrival
            </span>
          )}
          {refused && <span className="text-bad">refused with 401</span>}
        </p>
        {verdict.url !== null && (
          <p className="text-sm text-muted">
            Signed URL: <span className="wire break-all">{verdict.url}</span>
          </p>
        )}
        {verdict.notes.map((note) => (
          <p key={note} className="text-sm text-muted">
            {note}
          </p>
        ))}
      </div>
    </section>
  );
}

/** Webhooks of apps check their senders themselves; a secret here adds a verdict beside theirs. */
const isUnjudged = ({ verdict, provider }: SenderReport): boolean =>
  verdict === null && provider !== null;

/** What can be done where a secret is missing, or was handed over. */
function Missing(props: { detail: CaptureDetail; report: SenderReport; onAdded: () => void }) {
  const { detail, report, onAdded } = props;
  const provider = useProviders().find(({ id }) => id === report.provider);
  const keep = useSenderChange(api.signatures.keepOffered, {
    done: 'Kept as a secret of the endpoint',
    failed: 'Not kept',
  });
  return (
    <>
      {(report.verdict?.state === 'not_attempted' || isUnjudged(report)) && (
        <SecretForm
          asked={provider?.secret ?? 'secret'}
          keyForms={provider?.keyForms ?? []}
          owner={{ endpointId: detail.endpointId, provider: report.provider }}
          onAdded={onAdded}
        />
      )}
      {report.offersSecret && (
        <p className="flex flex-wrap items-center gap-2">
          The provider handed over the secret it will sign with.
          <Button
            size="sm"
            disabled={keep.isPending}
            onClick={() => keep.mutate({ id: detail.id })}
          >
            Use as secret
          </Button>
        </p>
      )}
      {report.confirmUrl !== null && (
        <p>
          Amazon waits for a confirmation:{' '}
          <a
            className="text-accent-ink underline"
            href={report.confirmUrl}
            target="_blank"
            rel="noreferrer noopener"
          >
            confirm at {new URL(report.confirmUrl).host}
          </a>
        </p>
      )}
      {report.expired !== null && (
        <p className="text-warn">
          Sent again as it is, it would be refused now. {report.expired} Replay it with a fresh
          signature.
        </p>
      )}
    </>
  );
}

const CONFIDENCE = { set: 'set', certain: '', likely: 'likely', guess: 'a guess' };

function Facts({ report }: { report: SenderReport }) {
  const rows: [string, ReactNode][] = [];
  if (report.provider !== null) {
    const how = report.confidence === null ? '' : CONFIDENCE[report.confidence];
    rows.push([
      'Provider',
      <>
        {report.providerLabel} {how !== '' && <Badge tone="neutral">{how}</Badge>}
      </>,
    ]);
  }
  if (report.looksLike !== null) {
    rows.push([
      'Looks like',
      <span key="looks" className="text-warn">
        {report.looksLikeLabel}, but the endpoint is set to {report.providerLabel}
      </span>,
    ]);
  }
  if (report.handshake !== null) rows.push(['Handshake', report.handshake]);
  const texts: [string, string | null][] = [
    ['Event', report.eventType],
    ['Delivery id', report.deliveryId],
    ['Attempt', report.retry],
  ];
  for (const [name, text] of texts) {
    if (text !== null) {
      rows.push([
        name,
        <span key={name} className="wire break-all">
          <VisibleText text={text} />
        </span>,
      ]);
    }
  }
  if (rows.length === 0) return null;
  return (
    <dl className="grid grid-cols-[8rem_1fr] gap-x-3 gap-y-1">
      {rows.map(([name, value]) => (
        <div key={name} className="contents">
          <dt className="text-muted">{name}</dt>
          <dd className="min-w-0">{value}</dd>
        </div>
      ))}
    </dl>
  );
}

function Duplicates({ report }: { report: SenderReport }) {
  if (report.duplicates.length === 0) return null;
  return (
    <section aria-label="Duplicates">
      <h3 className="font-semibold">The same event again</h3>
      <p className="text-sm text-muted">By {report.duplicateOf}.</p>
      <ul className="mt-1 flex flex-col gap-0.5">
        {report.duplicates.map(({ id, receivedAt, status }) => (
          <li key={id}>
            <a
              className="wire text-accent-ink underline"
              href={formatRoute({ page: 'captures', id })}
            >
              {formatClock(receivedAt)}
            </a>{' '}
            <span className="text-muted">answered {status ?? 'nothing'}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
