import { ChevronDown, ChevronRight, GitCompare } from 'lucide-react';
import { useId, useState } from 'react';
import type { Attempt, Delivery } from '../../../preload/contract/deliveries.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { formatDuration } from '../../ui/format.ts';
import { exact } from '../../ui/time/moments.ts';
import { statusBadgeTone } from '../../wire/tones.ts';
import { AttemptCompare } from './attempt-compare.tsx';
import { AttemptFacts } from './attempt-facts.tsx';

const TRIGGERS: Readonly<Record<Attempt['trigger'], string>> = {
  auto: '',
  manual: 'by hand',
  bulk: 'by a job',
  forward: 'forwarded',
};

/**
 * All attempts, newest first, each opened in its place: the newest is open until somebody chooses.
 * Two that are picked are compared.
 */
export function AttemptsTab({ delivery, now }: { delivery: Delivery; now: number }) {
  const { log } = delivery;
  const newest = log.at(-1)?.id ?? null;
  // Undefined: nobody chose, and the newest is open, whichever that is by now.
  const [opened, open] = useState<number | null>();
  const [picked, pick] = useState<readonly number[]>([]);
  const [comparing, compare] = useState(false);
  const openId = opened === undefined ? newest : opened;
  if (log.length === 0) {
    return (
      <p className="text-muted">Nothing sent yet. The strip shows when the first attempt is due.</p>
    );
  }
  const [earlier, later] = log.filter(({ id }) => picked.includes(id));
  if (comparing && earlier !== undefined && later !== undefined) {
    const close = (): void => compare(false);
    return <AttemptCompare delivery={delivery} earlier={earlier} later={later} onClose={close} />;
  }
  const toggle = (id: number): void => {
    // A third takes the place of the one that was picked first.
    pick(picked.includes(id) ? picked.filter((one) => one !== id) : [...picked, id].slice(-2));
  };
  return (
    <div className="flex flex-col gap-2">
      {log.length > 1 && (
        <div className="flex items-center gap-2">
          <Button
            size="sm"
            icon={<GitCompare size={14} />}
            disabled={picked.length < 2}
            onClick={() => compare(true)}
          >
            Compare
          </Button>
          <span className="text-sm text-muted">
            {picked.length < 2 ? 'Pick two attempts to compare them.' : '2 attempts picked'}
          </span>
        </div>
      )}
      <ol aria-label="Attempts" className="flex flex-col gap-2">
        {log.toReversed().map((attempt, i, all) => {
          const below = all[i + 1];
          return (
            <li key={attempt.id} className="rounded-lg border border-line">
              <AttemptRow
                attempt={attempt}
                bodyBytes={delivery.bodyBytes}
                now={now}
                isOpen={attempt.id === openId}
                onOpen={() => open(attempt.id === openId ? null : attempt.id)}
                picked={log.length > 1 ? picked.includes(attempt.id) : null}
                onPick={() => toggle(attempt.id)}
              />
              {below !== undefined && below.generation !== attempt.generation && (
                <p className="border-t border-line px-3 py-1 text-sm text-muted">
                  Requeued before this attempt.
                </p>
              )}
            </li>
          );
        })}
      </ol>
    </div>
  );
}

function AttemptRow(props: {
  attempt: Attempt;
  bodyBytes: number;
  now: number;
  isOpen: boolean;
  onOpen: () => void;
  /** Whether it is picked to be compared; null: there is nothing to compare it with. */
  picked: boolean | null;
  onPick: () => void;
}) {
  const { attempt, now, isOpen, picked } = props;
  const facts = useId();
  const how = TRIGGERS[attempt.trigger];
  const Chevron = isOpen ? ChevronDown : ChevronRight;
  return (
    <>
      <div className="flex items-center gap-2 px-3">
        {picked !== null && (
          <input
            type="checkbox"
            aria-label={`Pick attempt ${attempt.number}`}
            checked={picked}
            onChange={props.onPick}
            className="size-4 shrink-0 accent-(--accent)"
          />
        )}
        <button
          type="button"
          aria-expanded={isOpen}
          aria-controls={facts}
          onClick={props.onOpen}
          className="flex min-w-0 flex-1 flex-wrap items-center gap-x-3 gap-y-1 py-2 text-left"
        >
          <Chevron size={14} aria-hidden className="shrink-0 text-muted" />
          <span className="w-5 shrink-0 font-medium tabular-nums">{attempt.number}</span>
          <Outcome attempt={attempt} />
          <span className="tabular-nums">{exact(attempt.startedAt, now)}</span>
          {attempt.totalMs !== null && (
            <span className="text-muted tabular-nums">{formatDuration(attempt.totalMs)}</span>
          )}
          {how !== '' && <span className="text-muted">{how}</span>}
          {!isOpen && attempt.error !== null && (
            <span className="min-w-0 flex-1 truncate text-bad">{attempt.error}</span>
          )}
        </button>
      </div>
      <div id={facts} hidden={!isOpen} className="border-t border-line px-3 py-3">
        {isOpen && <AttemptFacts attempt={attempt} bodyBytes={props.bodyBytes} />}
      </div>
    </>
  );
}

export function Outcome({ attempt }: { attempt: Attempt }) {
  if (attempt.status !== null) {
    return <Badge tone={statusBadgeTone(attempt.status)}>{attempt.status}</Badge>;
  }
  if (attempt.outcome === 'delivered') return <Badge tone="good">taken</Badge>;
  if (attempt.outcome === 'sending') return <Badge tone="info">sending</Badge>;
  if (attempt.outcome === 'interrupted') return <Badge tone="warn">interrupted</Badge>;
  return (
    <Badge tone="bad">
      {attempt.outcome === 'refused' ? 'not sent' : attempt.engine ? 'not taken' : 'no answer'}
    </Badge>
  );
}
