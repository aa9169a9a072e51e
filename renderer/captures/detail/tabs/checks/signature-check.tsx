import { useQuery } from '@tanstack/react-query';
import { RefreshCw } from 'lucide-react';
import type { CaptureDetail } from '../../../../../preload/contract/captures.ts';
import type { SenderReport } from '../../../../../preload/contract/signatures.ts';
import { api, query } from '../../../../api/client.ts';
import { UnansweredCard } from '../../../../senders/unanswered.tsx';
import { useSenderChange } from '../../../../senders/use-senders.ts';
import { formatRoute } from '../../../../navigation/route.ts';
import { Button } from '../../../../ui/button.tsx';
import { Problem } from '../../../../ui/problem.tsx';
import { Spinner } from '../../../../ui/spinner.tsx';
import { whyNotJudged } from '../../words.ts';
import { asksForSecret } from '../../header/outcome.ts';
import { SecretRepair } from './secret-repair.tsx';
import { SenderFacts } from './sender-facts.tsx';
import { TriedSecrets } from './tried-secrets.tsx';
import { VerdictCard } from './verdict-card.tsx';
import { WhichFits } from './which-fits.tsx';

/** Who sent a capture, whether that is proven, and why not. */
export function SignatureCheck({ detail }: { detail: CaptureDetail }) {
  const report = useQuery(query.signatures.ofCapture.queryOptions({ input: { id: detail.id } }));
  const verify = useSenderChange(api.signatures.verify, { failed: 'Not verified' });
  if (report.error !== null) return <Problem error={report.error} />;
  if (report.data === undefined) return <Spinner label="Checking the signature" />;
  const { data } = report;
  const notJudged = whyNotJudged(detail);
  return (
    <div className="flex flex-col gap-4">
      {data.verdict === null ? (
        <p className="text-muted">
          {notJudged ??
            (data.provider === null
              ? 'Sender unknown. Set the sender at its endpoint.'
              : 'This request is not signed.')}
        </p>
      ) : (
        <VerdictCard verdict={data.verdict} refused={data.refused} />
      )}
      {data.verdict?.state === 'failed' && <TriedSecrets detail={detail} report={data} />}
      {data.unanswered !== null && <UnansweredCard question={data.unanswered} />}
      <div className="flex flex-wrap items-center gap-2">
        <Button
          size="sm"
          icon={<RefreshCw size={14} />}
          disabled={verify.isPending || notJudged !== null}
          onClick={() => verify.mutate({ id: detail.id })}
        >
          Verify again
        </Button>
        {notJudged === null && wantsSecret(data) && <WhichFits detail={detail} report={data} />}
        {detail.endpointId !== null && !/^(wh|he|int)_/.test(detail.endpointId) && (
          <a
            className="text-accent-ink underline"
            href={formatRoute({ page: 'endpoints', id: detail.endpointId, tab: 'sender' })}
          >
            Sender and secrets of {detail.endpointName}
          </a>
        )}
      </div>
      {notJudged === null && wantsSecret(data) && <SecretRepair detail={detail} report={data} />}
      <Offers detail={detail} report={data} />
      <SenderFacts report={data} />
    </div>
  );
}

/** Webhooks of apps check their senders themselves; a secret here adds a verdict beside theirs. */
const isUnjudged = ({ verdict, provider }: SenderReport): boolean =>
  verdict === null && provider !== null;

const wantsSecret = (report: SenderReport): boolean => asksForSecret(report) || isUnjudged(report);

/** What else can be done: a secret that was handed over, a confirmation, a time that is over. */
function Offers({ detail, report }: { detail: CaptureDetail; report: SenderReport }) {
  const keep = useSenderChange(api.signatures.keepOffered, {
    done: 'Saved as a secret of the endpoint',
    failed: 'Not saved',
  });
  return (
    <>
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
