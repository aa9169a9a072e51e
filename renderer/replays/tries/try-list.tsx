import { useState } from 'react';
import type { ReplaySummary } from '../../../preload/contract/replays.ts';
import type { ReplayId } from '../../../preload/contract/shapes.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { cx } from '../../ui/cx.ts';
import { formatClock, formatDuration } from '../../ui/format.ts';
import { statusBadgeTone } from '../../wire/tones.ts';
import { lineChanges } from '../answer/line-changes.ts';
import { TryCompare } from './try-compare.tsx';
import { useTryTexts } from './try-text.ts';

const SIGNED = { keep: 'signature kept', resign: 'signed again', strip: 'signature removed' };
/** What changed is looked up for the newest tries; the others are compared when two are chosen. */
const LOOKED_UP = 20;

/** Everything that was sent, newest first. One shows its answer; two are compared. */
export function TryList(props: {
  tries: readonly ReplaySummary[];
  shown: ReplayId | null;
  onShow: (id: ReplayId) => void;
}) {
  const { tries } = props;
  const [chosen, choose] = useState<readonly ReplayId[]>([]);
  const [compares, compare] = useState(false);
  const picked = tries.filter(({ id }) => chosen.includes(id));
  const [later, earlier] = picked;
  if (tries.length === 0) return <p className="text-muted">Not sent yet.</p>;
  if (compares && later !== undefined && earlier !== undefined) {
    return <TryCompare earlier={earlier} later={later} onClose={() => compare(false)} />;
  }
  const toggle = (id: ReplayId): void =>
    // A third takes the place of the first.
    choose(chosen.includes(id) ? chosen.filter((one) => one !== id) : [...chosen, id].slice(-2));
  return (
    <>
      {tries.length > 1 && (
        <div className="flex min-h-7 items-center gap-2 pb-1 text-sm text-muted">
          <span className="flex-1">Check two to compare them.</span>
          <Button size="sm" disabled={picked.length !== 2} onClick={() => compare(true)}>
            Compare
          </Button>
        </div>
      )}
      <ol aria-label="Tries" className="-mx-3 -my-1">
        {tries.map((one, i) => (
          <TryRow
            key={one.id}
            one={one}
            before={i < LOOKED_UP ? tries[i + 1] : undefined}
            isShown={one.id === props.shown}
            onShow={() => props.onShow(one.id)}
            isChosen={chosen.includes(one.id)}
            {...(tries.length > 1 && { onChoose: () => toggle(one.id) })}
          />
        ))}
      </ol>
    </>
  );
}

function TryRow(props: {
  one: ReplaySummary;
  before: ReplaySummary | undefined;
  isShown: boolean;
  onShow: () => void;
  isChosen: boolean;
  onChoose?: () => void;
}) {
  const { one, isShown } = props;
  return (
    <li
      className={cx(
        'flex items-center border-b border-line',
        isShown ? 'bg-selected' : 'hover:bg-hover',
      )}
    >
      {props.onChoose !== undefined && (
        <input
          type="checkbox"
          aria-label={`Compare try ${one.number}`}
          className="ml-3 shrink-0 accent-accent"
          checked={props.isChosen}
          onChange={props.onChoose}
        />
      )}
      <button
        type="button"
        aria-pressed={isShown}
        onClick={props.onShow}
        className="flex min-w-0 flex-1 flex-wrap items-center gap-x-2 px-3 py-1.5 text-left outline-offset-[-2px]"
      >
        <span className="font-medium tabular-nums">#{one.number}</span>
        <Badge tone={one.status === null ? 'bad' : statusBadgeTone(one.status)}>
          {one.status ?? one.outcome}
        </Badge>
        {one.edited && one.captureId !== null && <Badge tone="info">edited</Badge>}
        {props.before !== undefined && <Changed one={one} before={props.before} />}
        <span className="wire min-w-0 flex-1 truncate text-muted">{one.url}</span>
        {one.signature !== null && (
          <span className="text-sm text-muted">{SIGNED[one.signature]}</span>
        )}
        <span className="text-sm text-muted tabular-nums">{formatDuration(one.totalMs)}</span>
        <span className="text-sm text-muted tabular-nums">{formatClock(one.startedAt)}</span>
      </button>
    </li>
  );
}

/** How many lines of the request differ from the try before; a new signature is no change. */
function Changed({ one, before }: { one: ReplaySummary; before: ReplaySummary }) {
  const now = useTryTexts(one.id);
  const then = useTryTexts(before.id);
  if (now.data == null || then.data == null) return null;
  const { added, removed } = lineChanges(then.data.written, now.data.written);
  if (added === 0 && removed === 0) return <span className="text-sm text-muted">unchanged</span>;
  return (
    <span className="text-sm tabular-nums" title={`Lines changed since try ${before.number}`}>
      <span className="text-good">+{added}</span> <span className="text-bad">−{removed}</span>
    </span>
  );
}
