import type { ReactNode } from 'react';
import type { TeamCaptureDetail, TeamMark } from '../../../preload/contract/team.ts';
import { fullTime, stageWord, VisibleLines, VisibleText } from '../../captures/detail-parts.ts';
import { toneOfState } from '../../destinations/state-badge.tsx';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { formatDuration, formatPlural } from '../../ui/format.ts';
import { Moment } from '../../ui/time/moment.tsx';
import { skewWords } from '../list/listed.ts';
import { markOf } from '../words.ts';

/** What the team knows of a capture: marks, what was cut out of it, times, stages and deliveries of its node. */
export function TeamPart({ item, onNote }: { item: TeamCaptureDetail; onNote: () => void }) {
  return (
    <div className="min-h-0 flex-1 overflow-auto">
      <Marks item={item} onNote={onNote} />
      <Cuts item={item} />
      <Signature item={item} />
      <Times item={item} />
      <Deliveries item={item} />
      <Stages item={item} />
    </div>
  );
}

function Part({
  title,
  action,
  children,
}: {
  title: string;
  action?: ReactNode;
  children: ReactNode;
}) {
  return (
    <section aria-label={title} className="border-b border-line px-4 py-3 last:border-b-0">
      <div className="mb-1 flex min-h-6 items-center gap-2">
        <h3 className="text-sm font-semibold text-muted">{title}</h3>
        {action}
      </div>
      {children}
    </section>
  );
}

const authorOf = ({ author }: TeamMark): string => author || 'a node that is gone';

function Marks({ item, onNote }: { item: TeamCaptureDetail; onNote: () => void }) {
  const [pin, note] = [markOf(item, 'pin'), markOf(item, 'note')];
  return (
    <Part
      title="Marks of the team"
      action={
        <Button size="sm" variant="ghost" onClick={onNote}>
          {note === undefined ? 'Write a note…' : 'Change the note…'}
        </Button>
      }
    >
      {pin !== undefined && (
        <p className="text-muted">
          Pinned by {authorOf(pin)}, <Moment at={pin.at} />
        </p>
      )}
      {note !== undefined && (
        <>
          <p className="text-sm text-muted">
            {authorOf(note)}, <Moment at={note.at} />
          </p>
          <div className="break-words whitespace-pre-wrap">
            <VisibleLines text={note.value} />
          </div>
        </>
      )}
      {pin === undefined && note === undefined && <p className="text-muted">None yet.</p>}
    </Part>
  );
}

function Cuts({ item: { exact, cuts, nodeName } }: { item: TeamCaptureDetail }) {
  return (
    <Part title="What was cut out">
      {exact ? (
        <p className="text-muted">Nothing: these are the bytes as they came to {nodeName}.</p>
      ) : (
        <>
          <p className="mb-1 text-muted">
            Before it left {nodeName}. A signature cannot be judged here, and a replay is not what
            was sent.
          </p>
          <table className="w-full table-fixed text-left">
            <caption className="sr-only">What was cut out of it</caption>
            <thead className="text-sm text-muted">
              <tr>
                <th scope="col" className="w-2/5 py-1 font-medium">
                  Where
                </th>
                <th scope="col" className="py-1 font-medium">
                  By the rule
                </th>
                <th scope="col" className="w-16 py-1 text-right font-medium">
                  Times
                </th>
              </tr>
            </thead>
            <tbody>
              {cuts.map(({ place, name, count }) => (
                <tr key={`${place} ${name}`} className="border-t border-line">
                  <td className="wire py-1 pr-2 break-words">
                    <VisibleText text={place} />
                  </td>
                  <td className="py-1 pr-2 break-words">
                    <VisibleText text={name} />
                  </td>
                  <td className="py-1 text-right tabular-nums">{count}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </>
      )}
    </Part>
  );
}

/** In the words of its node, which had the secret and the whole bytes. */
function Signature({ item: { verdict, nodeName } }: { item: TeamCaptureDetail }) {
  if (verdict === null) return null;
  return (
    <Part title={`What ${nodeName} made of the signature`}>
      <p className="break-words">
        <VisibleText text={verdict.text} />
      </p>
      {verdict.hint !== null && (
        <p className="break-words text-muted">
          {verdict.hint.certain ? '' : 'Perhaps: '}
          <VisibleText text={verdict.hint.text} />
        </p>
      )}
      {verdict.scheme !== null && (
        <p className="text-sm text-muted">
          Scheme: <VisibleText text={verdict.scheme} />
        </p>
      )}
    </Part>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="contents">
      <dt className="py-0.5 text-muted">{name}</dt>
      <dd className="min-w-0 py-0.5 break-words">{children}</dd>
    </div>
  );
}

function Times({ item }: { item: TeamCaptureDetail }) {
  const skewed = skewWords(item);
  return (
    <Part title="Times">
      <dl className="grid grid-cols-[9.5rem_1fr] gap-x-3">
        <Fact name={`At ${item.nodeName}`}>{fullTime(item.receivedAt)}</Fact>
        <Fact name="In the team since">
          {fullTime(item.storedAt)}, by the clock of the database
        </Fact>
        <Fact name="Duration">
          {item.durationMs === null ? 'still open' : formatDuration(item.durationMs)}
        </Fact>
      </dl>
      {skewed !== null && (
        <p role="note" className="mt-1 rounded bg-warn-soft px-2 py-1 text-sm text-warn">
          {skewed} So by that of the database it came <Moment at={item.receivedAt + item.skewMs} />.
        </p>
      )}
    </Part>
  );
}

function Deliveries({ item: { deliveries, nodeName } }: { item: TeamCaptureDetail }) {
  return (
    <Part title={`Deliveries of ${nodeName}`}>
      {deliveries.length === 0 ? (
        <p className="text-muted">None.</p>
      ) : (
        <ul className="divide-y divide-line">
          {deliveries.map(({ destination, state, attempts, lastStatus, at }, place) => (
            <li key={place} className="flex flex-wrap items-center gap-x-2 py-1">
              <span className="min-w-0 flex-1 truncate" title={destination}>
                <VisibleText text={destination || 'a destination without a name'} />
              </span>
              <Badge tone={toneOfState(state)}>{state}</Badge>
              <span className="text-sm text-muted tabular-nums">
                {formatPlural(attempts, 'attempt')}
                {lastStatus !== null && `, answered ${lastStatus}`}, <Moment at={at} />
              </span>
            </li>
          ))}
        </ul>
      )}
    </Part>
  );
}

function Stages({ item: { stages } }: { item: TeamCaptureDetail }) {
  if (stages.length === 0) return null;
  const tone = { ok: 'good', refused: 'warn', failed: 'bad' } as const;
  return (
    <Part title="Stages">
      <ol className="flex flex-col gap-0.5">
        {stages.map(({ stage, result, durationMs, note }, place) => (
          <li key={place} className="flex flex-wrap items-baseline gap-x-2">
            <span className="w-24 shrink-0">{stageWord(stage)}</span>
            <Badge tone={tone[result]}>{result}</Badge>
            <span className="text-sm text-muted tabular-nums">{formatDuration(durationMs)}</span>
            <span className="min-w-0 flex-1 break-words">
              <VisibleText text={note} />
            </span>
          </li>
        ))}
      </ol>
    </Part>
  );
}
