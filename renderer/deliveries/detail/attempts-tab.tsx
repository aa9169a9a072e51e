import { GitCompare } from 'lucide-react';
import { useState } from 'react';
import type { Delivery } from '../../../preload/contract/deliveries.ts';
import { AttemptRow } from '../../destinations/attempt-row.tsx';
import { Button } from '../../ui/button.tsx';
import { AttemptCompare } from './attempt-compare.tsx';

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
  // Of what another computer sent, nothing is here that could be compared.
  const comparable = log.filter(({ held }) => held);
  const toggle = (id: number): void => {
    // A third takes the place of the one that was picked first.
    pick(picked.includes(id) ? picked.filter((one) => one !== id) : [...picked, id].slice(-2));
  };
  return (
    <div className="flex flex-col gap-2">
      {comparable.length > 1 && (
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
                picked={comparable.length > 1 && attempt.held ? picked.includes(attempt.id) : null}
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
