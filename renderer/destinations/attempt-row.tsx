import { ChevronDown, ChevronRight } from 'lucide-react';
import { useId } from 'react';
import type { Attempt } from '../../preload/contract/deliveries/attempts.ts';
import { Badge } from '../ui/badge.tsx';
import { cx } from '../ui/cx.ts';
import { formatDuration } from '../ui/format.ts';
import { exact } from '../ui/time/moments.ts';
import { statusBadgeTone } from '../wire/tones.ts';
import { AttemptFacts } from './attempts/attempt-facts.tsx';
import { elsewhereWords } from './attempts/elsewhere-words.ts';

const TRIGGERS: Readonly<Record<Attempt['trigger'], string>> = {
  auto: '',
  manual: 'by hand',
  bulk: 'by a job',
  forward: 'forwarded',
};

/** One attempt, opened in its place. */
export function AttemptRow(props: {
  attempt: Attempt;
  /** Left out where the message is not here. */
  bodyBytes?: number | undefined;
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
          {attempt.node !== null && (
            <span className="min-w-0 truncate text-muted">by {attempt.node}</span>
          )}
          {attempt.late && <Badge tone="warn">too late</Badge>}
          {!isOpen && attempt.error !== null && (
            <span className="min-w-0 flex-1 truncate text-bad">{attempt.error}</span>
          )}
        </button>
      </div>
      <div id={facts} hidden={!isOpen} className="border-t border-line px-3 py-3">
        {isOpen &&
          (attempt.held ? (
            <AttemptFacts attempt={attempt} bodyBytes={props.bodyBytes} />
          ) : (
            <Elsewhere attempt={attempt} />
          ))}
      </div>
    </>
  );
}

function Elsewhere({ attempt }: { attempt: Attempt }) {
  return (
    <div className="flex flex-col gap-1">
      {attempt.error !== null && (
        <p className={cx('break-words', attempt.outcome !== 'delivered' && 'text-bad')}>
          {attempt.error}
        </p>
      )}
      <p className="text-muted">{elsewhereWords(attempt)}</p>
    </div>
  );
}

function Outcome({ attempt }: { attempt: Attempt }) {
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
