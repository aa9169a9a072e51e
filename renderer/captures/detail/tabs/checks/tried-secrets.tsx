import { useQuery } from '@tanstack/react-query';
import type { CaptureDetail } from '../../../../../preload/contract/captures.ts';
import type { SenderReport } from '../../../../../preload/contract/signatures.ts';
import { query } from '../../../../api/client.ts';
import { formatPlural } from '../../../../ui/format.ts';

/** The secrets that did not fit, by label and their last letters. */
export function TriedSecrets({ detail, report }: { detail: CaptureDetail; report: SenderReport }) {
  const { endpointId } = detail;
  const secrets = useQuery(
    query.signatures.secrets.queryOptions({ input: endpointId === null ? {} : { endpointId } }),
  );
  const tried = (secrets.data ?? []).filter(
    ({ owner }) => owner.provider === null || owner.provider === report.provider,
  );
  if (tried.length === 0) return null;
  const names = tried.map(({ label, last4 }) => (last4 === '' ? label : `${label} …${last4}`));
  return (
    <p className="text-sm text-muted">
      Tried {formatPlural(tried.length, 'secret')}: {names.join(', ')}
    </p>
  );
}
