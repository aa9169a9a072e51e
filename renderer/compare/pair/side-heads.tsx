import { useQueries, useQuery } from '@tanstack/react-query';
import { ChevronDown } from 'lucide-react';
import type { CaptureSummary } from '../../../preload/contract/captures.ts';
import { query } from '../../api/client.ts';
import { formatRoute, navigate } from '../../navigation/route.ts';
import { useProviderLabel } from '../../senders/use-senders.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { formatBytes } from '../../ui/format.ts';
import { Menu, type MenuItem } from '../../ui/menu.tsx';
import { useNow } from '../../ui/platform/use-now.ts';
import { Moment } from '../../ui/time/moment.tsx';
import { formatMoment } from '../../ui/time/moments.ts';
import { statusBadgeTone } from '../../wire/tones.ts';
import { captureTitle, outcomeWord, partnerWord } from '../compare-words.ts';
import { useSelectedThen } from '../open-compare.ts';

/** Both captures above their columns: event, time, outcome, and a way to pick another. */
export function SideHeads({ left, right }: { left: CaptureSummary; right: CaptureSummary }) {
  return (
    <div className="grid shrink-0 grid-cols-2 divide-x divide-line border-b border-line">
      <Head
        name="A"
        capture={left}
        other={right}
        onPick={(id) => navigate({ page: 'compare', ids: [id, right.id] }, { replace: true })}
      />
      <Head
        name="B"
        capture={right}
        other={left}
        onPick={(id) => navigate({ page: 'compare', ids: [left.id, id] }, { replace: true })}
      />
    </div>
  );
}

interface HeadProps {
  name: 'A' | 'B';
  capture: CaptureSummary;
  other: CaptureSummary;
  onPick: (id: string) => void;
}

function Head({ name, capture, other, onPick }: HeadProps) {
  const sender = useProviderLabel(capture.provider);
  return (
    <section aria-label={`Capture ${name}`} className="flex min-w-0 flex-col gap-1 px-4 py-2">
      <div className="flex min-w-0 flex-wrap items-center gap-x-2 gap-y-1">
        <span className="flex size-5 shrink-0 items-center justify-center rounded bg-accent-soft text-xs font-semibold text-accent-ink">
          {name}
        </span>
        <a
          href={formatRoute({ page: 'captures', id: capture.id })}
          className="wire min-w-0 truncate font-semibold text-accent-ink underline-offset-2 hover:underline"
        >
          {captureTitle(capture)}
        </a>
        <span className="flex-1" />
        <PickAnother name={name} capture={capture} other={other} onPick={onPick} />
      </div>
      <p className="flex min-w-0 flex-wrap items-center gap-x-2 gap-y-1 text-sm text-muted">
        <Moment at={capture.receivedAt} />
        <Badge tone={capture.failure === null ? statusBadgeTone(capture.status) : 'bad'}>
          {outcomeWord(capture)}
        </Badge>
        {sender !== '' && <span>{sender}</span>}
        <span className="tabular-nums">{formatBytes(capture.sizeBytes)}</span>
      </p>
    </section>
  );
}

/** Offers what fits beside the other side: its event first, then its path, then what was selected. */
function PickAnother({ name, capture, other, onPick }: HeadProps) {
  const now = useNow(false);
  const partners = useQuery(query.compare.partners.queryOptions({ input: { id: other.id } }));
  const selected = useSelectedThen((s) => s.ids);
  const more = useQueries({
    queries: selected.map((id) => query.captures.get.queryOptions({ input: { id } })),
  });
  const isOpen = (id: string): boolean => id === capture.id || id === other.id;
  const item = (one: CaptureSummary, why: string): MenuItem => ({
    id: `${why} ${one.id}`,
    label: `${why}: ${captureTitle(one)}, ${formatMoment(one.receivedAt, now)}, ${outcomeWord(one)}`,
    onSelect: () => onPick(one.id),
  });
  const offered = (partners.data ?? []).filter((one) => !isOpen(one.capture.id));
  const chosen = more.flatMap(({ data }) => (data && !isOpen(data.id) ? [data] : []));
  const items: MenuItem[] = [
    ...offered.map((one) => item(one.capture, partnerWord(one, other.id))),
    ...(offered.length > 0 && chosen.length > 0 ? ['separator' as const] : []),
    ...chosen.map((one) => item(one, 'Selected')),
  ];
  return (
    <Menu
      trigger={
        <Button
          size="sm"
          variant="ghost"
          disabled={items.length === 0}
          aria-label={`Pick another capture as ${name}`}
          icon={<ChevronDown size={14} />}
        >
          Pick another
        </Button>
      }
      items={items}
    />
  );
}
