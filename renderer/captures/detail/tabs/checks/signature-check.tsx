import { useQuery } from '@tanstack/react-query';
import { RefreshCw } from 'lucide-react';
import type { CaptureDetail } from '../../../../../preload/contract/captures.ts';
import type { SenderReport } from '../../../../../preload/contract/signatures.ts';
import { api, query } from '../../../../api/client.ts';
import { SecretForm } from '../../../../senders/secret-form.tsx';
import { UnansweredCard } from '../../../../senders/unanswered.tsx';
import { useProviders, useSenderChange } from '../../../../senders/use-senders.ts';
import { formatRoute } from '../../../../navigation/route.ts';
import { Button } from '../../../../ui/button.tsx';
import { Problem } from '../../../../ui/problem.tsx';
import { Spinner } from '../../../../ui/spinner.tsx';
import { SenderFacts } from './sender-facts.tsx';
import { VerdictCard } from './verdict-card.tsx';

/** Who sent a capture, whether that is proven, and why not. */
export function SignatureCheck({ detail }: { detail: CaptureDetail }) {
  const report = useQuery(query.signatures.ofCapture.queryOptions({ input: { id: detail.id } }));
  const verify = useSenderChange(api.signatures.verify, { failed: 'Not verified' });
  if (report.error !== null) return <Problem error={report.error} />;
  if (report.data === undefined) return <Spinner label="Checking the signature" />;
  const { data } = report;
  return (
    <div className="flex flex-col gap-4">
      {data.verdict === null ? (
        <p className="text-muted">
          {data.provider === null
            ? 'Sender unknown. Set the sender at its endpoint.'
            : 'This request is not signed.'}
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
      <SenderFacts report={data} />
    </div>
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
    done: 'Saved as a secret of the endpoint',
    failed: 'Not saved',
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
          The provider sent its signing secret.
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
          Its signature is too old to send again. {report.expired} Replay it with a fresh signature.
        </p>
      )}
    </>
  );
}
