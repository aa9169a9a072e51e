import type { Attempt, Delivery } from '../../../preload/contract/deliveries.ts';
import { statusBadgeTone } from '../../wire/tones.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { formatDuration } from '../../ui/format.ts';
import { exact } from '../../ui/time/moments.ts';

const TRIGGERS: Readonly<Record<Attempt['trigger'], string>> = {
  auto: '',
  manual: 'by hand',
  bulk: 'by a job',
  forward: 'forwarded',
};

/** All attempts, newest first, with the reason of each in words. */
export function AttemptsTab(props: {
  delivery: Delivery;
  chosen: number | null;
  now: number;
  onChoose: (id: number, tab: 'request' | 'response') => void;
}) {
  const { log } = props.delivery;
  if (log.length === 0) {
    return (
      <p className="text-muted">Nothing sent yet. The strip shows when the first attempt is due.</p>
    );
  }
  return (
    <ol aria-label="Attempts" className="flex flex-col gap-2">
      {log.toReversed().map((attempt, i, all) => {
        const below = all[i + 1];
        return (
          <li key={attempt.id} className="rounded-lg border border-line">
            <Row attempt={attempt} now={props.now} onChoose={props.onChoose} />
            {below !== undefined && below.generation !== attempt.generation && (
              <p className="border-t border-line px-3 py-1 text-sm text-muted">
                Requeued before this attempt.
              </p>
            )}
          </li>
        );
      })}
    </ol>
  );
}

function Row(props: {
  attempt: Attempt;
  now: number;
  onChoose: (id: number, tab: 'request' | 'response') => void;
}) {
  const { attempt, now, onChoose } = props;
  const how = TRIGGERS[attempt.trigger];
  return (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-1 px-3 py-2">
      <span className="w-6 shrink-0 font-medium tabular-nums">{attempt.number}</span>
      <Outcome attempt={attempt} />
      <span className="tabular-nums">{exact(attempt.startedAt, now)}</span>
      {attempt.totalMs !== null && (
        <span className="text-muted tabular-nums">{formatDuration(attempt.totalMs)}</span>
      )}
      {how !== '' && <span className="text-muted">{how}</span>}
      <span className="flex-1" />
      <Button size="sm" variant="ghost" onClick={() => onChoose(attempt.id, 'request')}>
        Request
      </Button>
      {attempt.status !== null && (
        <Button size="sm" variant="ghost" onClick={() => onChoose(attempt.id, 'response')}>
          Response
        </Button>
      )}
      {attempt.error !== null && (
        <p className="w-full pl-9 break-words text-bad">
          {attempt.error}
          {attempt.errorCode !== null && (
            <span className="wire ml-2 text-muted">{attempt.errorCode}</span>
          )}
        </p>
      )}
    </div>
  );
}

export function Outcome({ attempt }: { attempt: Attempt }) {
  if (attempt.status !== null) {
    return <Badge tone={statusBadgeTone(attempt.status)}>{attempt.status}</Badge>;
  }
  if (attempt.outcome === 'sending') return <Badge tone="info">sending</Badge>;
  if (attempt.outcome === 'interrupted') return <Badge tone="warn">interrupted</Badge>;
  return <Badge tone="bad">{attempt.outcome === 'refused' ? 'not sent' : 'no answer'}</Badge>;
}
