import { Repeat, Send } from 'lucide-react';
import { useState } from 'react';
import type { CaptureDetail } from '../../../../../preload/contract/captures.ts';
import type { DeliverySummary } from '../../../../../preload/contract/deliveries.ts';
import { StateBadge } from '../../../../destinations/state-badge.tsx';
import { attemptsOf, nextOf } from '../../../../deliveries/delivery-words.ts';
import { SendCaptureDialog } from '../../../../deliveries/send-capture-dialog.tsx';
import { formatRoute } from '../../../../navigation/route.ts';
import { openReplay } from '../../../../replays/open-replay.ts';
import { Badge } from '../../../../ui/badge.tsx';
import { Button } from '../../../../ui/button.tsx';
import { localTimes } from '../../../../ui/time/moments.ts';
import { useNow } from '../../../../ui/platform/use-now.ts';
import { Problem } from '../../../../ui/problem.tsx';
import { Waiting } from '../../../body/json-view.tsx';
import type { Entry } from './entries.ts';
import { EntryLink, EntryRow } from './entry-row.tsx';
import { LoadFacts } from './load-facts.tsx';
import { NoteField } from './note-field.tsx';
import { MatesNote } from './mates-note.tsx';
import { ReplayEntry } from './replay-entry.tsx';
import type { Activity } from './use-activity.ts';

/** The note on a capture, and what came of it: replays, deliveries, rows, duplicates. */
export function ActivityTab(props: {
  detail: CaptureDetail;
  activity: Activity;
  /** What makes captures duplicates of this one, in words. */
  duplicateOf: string | null;
}) {
  const { detail, activity } = props;
  const { id, note, matesNote } = detail;
  const [sending, setSending] = useState(false);
  return (
    <div className="min-h-0 flex-1 overflow-auto">
      <div className="border-b border-line px-4 py-3">
        <NoteField id={id} note={note} />
        {matesNote !== undefined && <MatesNote note={matesNote} />}
      </div>
      <div className="flex flex-wrap items-center gap-1.5 border-b border-line px-4 py-2">
        <Button
          size="sm"
          icon={<Repeat size={14} />}
          onClick={() => openReplay({ captureIds: [id], edit: false })}
        >
          Replay to…
        </Button>
        <Button size="sm" icon={<Send size={14} />} onClick={() => setSending(true)}>
          Send to a destination
        </Button>
      </div>
      <Entries detail={detail} activity={activity} duplicateOf={props.duplicateOf} />
      {sending && <SendCaptureDialog captureId={id} onClose={() => setSending(false)} />}
    </div>
  );
}

function Entries(props: { detail: CaptureDetail; activity: Activity; duplicateOf: string | null }) {
  const { detail, activity } = props;
  const { entries } = activity;
  const now = useNow(entries.length > 0);
  const [toggled, setToggled] = useState<ReadonlySet<string>>(new Set());
  if (activity.error !== null) {
    return (
      <div className="p-4">
        <Problem error={activity.error} onRetry={activity.refetch} />
      </div>
    );
  }
  if (entries.length === 0) {
    if (activity.isPending) return <Waiting label="Loading the activity" />;
    return (
      <p className="p-4 text-muted">
        No activity yet: not replayed, not delivered, no rows loaded, no duplicates.
      </p>
    );
  }
  // What came last is what one wants to see: it is open until it is closed.
  const first = entries[0]?.key;
  const isOpen = (key: string): boolean => toggled.has(key) !== (key === first);
  const toggle = (key: string) => (): void =>
    setToggled((before) => {
      const after = new Set(before);
      if (!after.delete(key)) after.add(key);
      return after;
    });
  return (
    <ol aria-label="Activity">
      {entries.map((entry) => (
        <EntryItem
          key={entry.key}
          entry={entry}
          detail={detail}
          duplicateOf={props.duplicateOf}
          now={now}
          open={isOpen(entry.key)}
          onToggle={toggle(entry.key)}
        />
      ))}
    </ol>
  );
}

function EntryItem(props: {
  entry: Entry;
  detail: CaptureDetail;
  duplicateOf: string | null;
  now: number;
  open: boolean;
  onToggle: () => void;
}) {
  const { entry, now, open, onToggle } = props;
  switch (entry.kind) {
    case 'replay':
      return (
        <ReplayEntry
          replay={entry.replay}
          detail={props.detail}
          now={now}
          open={open}
          onToggle={onToggle}
        />
      );
    case 'delivery':
      return <DeliveryEntry delivery={entry.delivery} now={now} />;
    case 'load':
      return (
        <EntryRow
          word={entry.load.state === 'waiting' ? 'Waiting to be loaded' : 'Loaded'}
          at={entry.at}
          now={now}
          open={open}
          onToggle={onToggle}
          facts={<span className="min-w-0 truncate text-muted">{entry.load.name}</span>}
        >
          <LoadFacts load={entry.load} />
        </EntryRow>
      );
    case 'duplicate': {
      const { id, receivedAt, status } = entry.duplicate;
      return (
        <EntryLink
          word="The same event again"
          at={receivedAt}
          now={now}
          href={formatRoute({ page: 'captures', id })}
          facts={
            <>
              <Badge tone="neutral">{status ?? 'no answer'}</Badge>
              {props.duplicateOf !== null && (
                <span className="min-w-0 truncate text-muted">by {props.duplicateOf}</span>
              )}
            </>
          }
        />
      );
    }
  }
}

function DeliveryEntry({ delivery, now }: { delivery: DeliverySummary; now: number }) {
  const { id, destinationName, reason, lastStatus } = delivery;
  const next = nextOf(delivery, now);
  const why = next === '' ? localTimes(reason ?? '', now) : `Next attempt ${next}`;
  return (
    <EntryLink
      word="Delivery"
      at={delivery.createdAt}
      now={now}
      href={formatRoute({ page: 'deliveries', part: 'queue', id })}
      facts={
        <>
          <StateBadge state={delivery.state} />
          <span className="min-w-0 truncate">{destinationName}</span>
          {lastStatus !== null && <span className="tabular-nums">{lastStatus}</span>}
          <span className="text-muted tabular-nums">{attemptsOf(delivery)} attempts</span>
          {why !== '' && <span className="w-full text-sm text-muted">{why}</span>}
        </>
      }
    />
  );
}
