import { Copy, ExternalLink, MoreHorizontal, Pin, Repeat, StickyNote } from 'lucide-react';
import { useState } from 'react';
import type { TeamCapture } from '../../preload/contract/team.ts';
import { navigate } from '../navigation/route.ts';
import { SIGNATURE_MARKS } from '../senders/marks.ts';
import { Button, IconButton } from '../ui/button.tsx';
import { cx } from '../ui/cx.ts';
import { formatBytes } from '../ui/format.ts';
import { Menu } from '../ui/menu.tsx';
import { Moment } from '../ui/time/moment.tsx';
import { methodTone, statusTone } from '../wire/tones.ts';
import { NoteDialog } from './note-dialog.tsx';
import { useTeamActions } from './use-team.ts';
import { captureWords, markOf } from './words.ts';

const HEAD = 'border-b border-line py-1.5 pr-3 font-medium';
const CELL = 'border-b border-line py-1.5 pr-3 align-top';

/** Captures of all nodes, newest in the team first, and what can be done with each. */
export function CaptureTable({ items }: { items: readonly TeamCapture[] }) {
  const [noting, setNoting] = useState<TeamCapture | null>(null);
  return (
    <>
      <table className="w-full table-fixed border-separate border-spacing-0 text-left">
        <caption className="sr-only">Captures of the team</caption>
        <thead className="sticky top-0 z-10 bg-canvas text-sm text-muted">
          <tr>
            <th scope="col" className={cx(HEAD, 'w-32 pl-4 max-sm:hidden')}>
              Time
            </th>
            <th scope="col" className={cx(HEAD, 'w-32 max-sm:hidden')}>
              Node
            </th>
            <th scope="col" className={cx(HEAD, 'max-sm:pl-4')}>
              Capture
            </th>
            <th scope="col" className={cx(HEAD, 'w-14')}>
              Status
            </th>
            <th scope="col" className={cx(HEAD, 'w-20 text-right max-xl:hidden')}>
              Size
            </th>
            <th scope="col" className={cx(HEAD, 'w-14 sm:w-40')}>
              <span className="sr-only">What to do</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {items.map((item) => (
            <Row key={`${item.node} ${item.id}`} item={item} onNote={() => setNoting(item)} />
          ))}
        </tbody>
      </table>
      {noting !== null && <NoteDialog item={noting} onClose={() => setNoting(null)} />}
    </>
  );
}

function Row({ item, onNote }: { item: TeamCapture; onNote: () => void }) {
  const { method, target, status, nodeName, receivedAt, sizeBytes } = item;
  return (
    <tr className="hover:bg-hover">
      <td className={cx(CELL, 'pl-4 text-muted max-sm:hidden')}>
        <Moment at={receivedAt} />
      </td>
      <td className={cx(CELL, 'max-sm:hidden')}>
        <span className="block truncate" title={nodeName}>
          {nodeName}
        </span>
      </td>
      <td className={cx(CELL, 'max-sm:pl-4')}>
        <p className="wire flex min-w-0 items-center gap-1.5">
          <span className={cx('shrink-0', methodTone(method))}>{method}</span>
          <span className="truncate" title={target}>
            {target}
          </span>
        </p>
        <Facts item={item} />
        <Marks item={item} />
      </td>
      <td className={cx(CELL, 'wire', statusTone(status))}>{status ?? 'open'}</td>
      <td className={cx(CELL, 'text-right text-muted tabular-nums max-xl:hidden')}>
        {formatBytes(sizeBytes)}
      </td>
      <td className={CELL}>
        <Actions item={item} onNote={onNote} />
      </td>
    </tr>
  );
}

/** What is known of it, in a line. */
function Facts({ item }: { item: TeamCapture }) {
  const { eventType, provider, signature, endpointName, exact, cut } = item;
  const facts = [
    eventType,
    provider,
    signature !== null && SIGNATURE_MARKS[signature].short,
    endpointName,
    !exact && 'parts cut out',
    cut && 'body cut short',
  ].filter((fact) => fact !== false && fact !== null && fact !== '');
  return (
    <p className="truncate text-sm text-muted">
      <span className="sm:hidden">
        {item.nodeName}, <Moment at={item.receivedAt} />
        {facts.length > 0 && ' · '}
      </span>
      {facts.join(' · ')}
    </p>
  );
}

/** Whoever is in the team may write them. */
function Marks({ item }: { item: TeamCapture }) {
  const [pin, note] = [markOf(item, 'pin'), markOf(item, 'note')];
  return (
    <>
      {pin !== undefined && (
        <p className="flex items-center gap-1 text-sm text-muted">
          <Pin size={12} aria-hidden className="shrink-0 text-accent-ink" />
          <span className="truncate">Pinned by {pin.author || 'a node that is gone'}</span>
        </p>
      )}
      {note !== undefined && (
        <p className="flex items-start gap-1 text-sm">
          <StickyNote size={12} aria-hidden className="mt-1 shrink-0 text-accent-ink" />
          <span className="line-clamp-3 min-w-0 break-words whitespace-pre-wrap" title={note.value}>
            {note.value}{' '}
            <span className="text-muted">({note.author || 'a node that is gone'})</span>
          </span>
        </p>
      )}
    </>
  );
}

function Actions({ item, onNote }: { item: TeamCapture; onNote: () => void }) {
  const { copyHere, copyAndReplay, togglePin, busy } = useTeamActions();
  const { copy } = item;
  const words = captureWords(item);
  const open = (): void => {
    if (copy === null) copyHere(item);
    else navigate({ page: 'captures', id: copy });
  };
  const label = copy === null ? 'Copy here' : 'Open';
  return (
    <span className="flex items-center justify-end gap-1">
      <Button
        size="sm"
        className="max-sm:hidden"
        aria-label={`${label}: ${words}`}
        disabled={busy}
        onClick={open}
      >
        {label}
      </Button>
      <Menu
        trigger={
          <IconButton size="sm" label={`More for ${words}`} icon={<MoreHorizontal size={14} />} />
        }
        items={[
          {
            id: 'open',
            label,
            icon: copy === null ? <Copy size={14} /> : <ExternalLink size={14} />,
            onSelect: open,
          },
          {
            id: 'replay',
            label: copy === null ? 'Copy and replay…' : 'Replay…',
            icon: <Repeat size={14} />,
            onSelect: () => copyAndReplay(item),
          },
          'separator',
          {
            id: 'pin',
            label: markOf(item, 'pin') === undefined ? 'Pin for the team' : 'Unpin for the team',
            icon: <Pin size={14} />,
            onSelect: () => togglePin(item),
          },
          {
            id: 'note',
            label: 'Note for the team…',
            icon: <StickyNote size={14} />,
            onSelect: onNote,
          },
        ]}
      />
    </span>
  );
}
