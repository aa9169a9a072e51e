import { useMutation } from '@tanstack/react-query';
import { KeyRound } from 'lucide-react';
import { useEffect, useEffectEvent } from 'react';
import type { CaptureDetail } from '../../../../../preload/contract/captures.ts';
import type { SenderReport } from '../../../../../preload/contract/signatures.ts';
import type { FittingSecret } from '../../../../../preload/contract/signatures/secrets.ts';
import { api } from '../../../../api/client.ts';
import { ONLY_ASKS } from '../../../../api/query-client.ts';
import { Button } from '../../../../ui/button.tsx';
import { formatPlural } from '../../../../ui/format.ts';
import { Problem } from '../../../../ui/problem.tsx';
import { Spinner } from '../../../../ui/spinner.tsx';
import { useKeepSecret } from './use-keep-secret.ts';
import { useWantedPart } from './wanted-part.ts';

/** Age is no fault of a secret. */
const fits = ({ verdict }: FittingSecret): boolean =>
  verdict.state === 'verified' ||
  verdict.state === 'authenticated' ||
  verdict.code === 'TIMESTAMP_TOO_OLD' ||
  verdict.code === 'TIMESTAMP_IN_FUTURE';

/** Tries all kept secrets on a capture, and offers the one that fits for its endpoint. */
export function WhichFits({ detail, report }: { detail: CaptureDetail; report: SenderReport }) {
  const find = useMutation({
    mutationFn: () => api.signatures.whichFits({ captureId: detail.id }),
    meta: ONLY_ASKS,
  });
  const wanted = useWantedPart((state) => state.whichFits);
  const start = useEffectEvent(() => {
    useWantedPart.setState({ whichFits: false });
    find.mutate();
  });
  useEffect(() => {
    if (wanted) start();
  }, [wanted]);
  const found = find.data?.find(fits);
  return (
    <>
      <Button
        size="sm"
        icon={<KeyRound size={14} />}
        disabled={find.isPending}
        onClick={() => find.mutate()}
      >
        Which secret fits?
      </Button>
      <div className="w-full empty:hidden" aria-live="polite">
        {find.isPending && <Spinner label="Trying all secrets" />}
        {find.error !== null && <Problem error={find.error} />}
        {find.data !== undefined && found === undefined && (
          <p className="text-muted">
            {find.data.length === 0
              ? 'No secret is kept yet.'
              : `None of ${formatPlural(find.data.length, 'kept secret')} fits.`}
          </p>
        )}
        {found !== undefined && <Found found={found} detail={detail} report={report} />}
      </div>
    </>
  );
}

function Found(props: { found: FittingSecret; detail: CaptureDetail; report: SenderReport }) {
  const { found, detail, report } = props;
  const keep = useKeepSecret(detail, report);
  const use = useMutation({
    mutationFn: async () => {
      const { value } = await api.signatures.revealSecret({ id: found.secretId });
      await keep.mutateAsync({ value, form: 'typed', label: found.label, everywhere: false });
    },
  });
  const isHere =
    found.owner.endpointId === detail.endpointId && found.owner.provider === report.provider;
  return (
    <p className="flex flex-wrap items-center gap-2">
      <span className="text-good">“{found.label}” fits.</span>
      {!isHere && detail.endpointId !== null && (
        <Button
          size="sm"
          variant="primary"
          disabled={use.isPending || keep.isPending}
          onClick={() => use.mutate()}
        >
          Use it for {detail.endpointName}
        </Button>
      )}
      {use.error !== null && <Problem error={use.error} />}
    </p>
  );
}
