import { useQueries, useQuery } from '@tanstack/react-query';
import type { CaptureSummary } from '../../../preload/contract/captures.ts';
import { query } from '../../api/client.ts';
import { Badge } from '../../ui/badge.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Problem } from '../../ui/problem.tsx';
import { Spinner } from '../../ui/spinner.tsx';
import { Moment } from '../../ui/time/moment.tsx';
import { statusBadgeTone } from '../../wire/tones.ts';
import { captureTitle, outcomeWord, partnerWord } from '../compare-words.ts';
import { useSelectedThen } from '../open-compare.ts';

/** Offers what fits beside the other side: its event first, then its path, then what was selected. */
export function PickDialog(props: {
  name: 'A' | 'B';
  capture: CaptureSummary;
  other: CaptureSummary;
  onPick: (id: string) => void;
  onClose: () => void;
}) {
  const { name, capture, other, onPick, onClose } = props;
  const partners = useQuery(query.compare.partners.queryOptions({ input: { id: other.id } }));
  const selected = useSelectedThen((s) => s.ids);
  const more = useQueries({
    queries: selected.map((id) => query.captures.get.queryOptions({ input: { id } })),
  });
  const isOther = ({ id }: CaptureSummary): boolean => id !== capture.id && id !== other.id;
  const offered = (partners.data ?? []).filter((one) => isOther(one.capture));
  const known = new Set(offered.map((one) => one.capture.id));
  const chosen = more.flatMap(({ data }) =>
    data && isOther(data) && !known.has(data.id) ? [data] : [],
  );
  const choices = [
    ...offered.map((one) => ({ why: partnerWord(one, other.id), capture: one.capture })),
    ...chosen.map((one) => ({ why: 'Selected', capture: one })),
  ];
  return (
    <Dialog open onClose={onClose} title={`Pick another capture as ${name}`}>
      {partners.isPending && <Spinner label="Looking for captures" />}
      {partners.error !== null && (
        <Problem error={partners.error} onRetry={() => void partners.refetch()} />
      )}
      {partners.isSuccess && choices.length === 0 && (
        <p className="text-muted">There is no other capture of this event or path.</p>
      )}
      <ul className="flex flex-col">
        {choices.map(({ why, capture: one }) => (
          <li key={one.id}>
            <button
              type="button"
              onClick={() => {
                onClose();
                onPick(one.id);
              }}
              className="flex w-full flex-wrap items-center gap-x-3 gap-y-0.5 rounded-md px-2 py-1.5 text-left hover:bg-hover"
            >
              <span className="w-36 shrink-0 text-sm text-muted">{why}</span>
              <span className="wire min-w-0 flex-1 truncate">{captureTitle(one)}</span>
              <Badge tone={one.failure === null ? statusBadgeTone(one.status) : 'bad'}>
                {outcomeWord(one)}
              </Badge>
              <span className="text-sm text-muted">
                <Moment at={one.receivedAt} />
              </span>
            </button>
          </li>
        ))}
      </ul>
    </Dialog>
  );
}
