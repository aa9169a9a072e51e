import type { SimulatedEvent, SimulatedSend } from '../../preload/contract/simulator.ts';
import { statusBadgeTone } from '../wire/tones.ts';
import { Badge } from '../ui/badge.tsx';
import { CopyButton } from '../ui/copy-button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { formatDuration } from '../ui/format.ts';
import { kindOf, remarkOf } from './event-words.ts';

/** One event: each sending of it, with the beginning of its answer. */
export function EventDialog(props: { event: SimulatedEvent; onClose: () => void }) {
  const { event } = props;
  const firstHash = event.sends.find(({ bodyHash }) => bodyHash !== null)?.bodyHash;
  return (
    <Dialog
      open
      onClose={props.onClose}
      size="lg"
      title={`Event ${event.number}, ${event.type}`}
      description={remarkOf(event)}
      footer={
        <>
          <span className="wire mr-auto min-w-0 truncate text-muted">{event.id}</span>
          <CopyButton label="Copy the webhook-id" text="Copy" getText={() => event.id} />
        </>
      }
    >
      {event.sends.length === 0 && <p className="text-muted">Not sent yet.</p>}
      <ol className="flex flex-col gap-3">
        {event.sends.map((send) => (
          <li
            key={`${send.copy} ${send.atMs} ${send.kind}`}
            className="rounded-lg border border-line px-3 py-2"
          >
            <Head send={send} isOther={send.bodyHash !== null && send.bodyHash !== firstHash} />
            <Answer send={send} />
          </li>
        ))}
      </ol>
    </Dialog>
  );
}

function Head({ send, isOther }: { send: SimulatedSend; isOther: boolean }) {
  return (
    <p className="flex flex-wrap items-center gap-2">
      <span className="font-medium">{kindOf(send)}</span>
      {send.status === null ? (
        <Badge tone="bad">no answer</Badge>
      ) : (
        <Badge tone={statusBadgeTone(send.status)}>{send.status}</Badge>
      )}
      {isOther && <Badge tone="warn">another body</Badge>}
      <span className="text-sm text-muted tabular-nums">
        sent at {(send.atMs / 1000).toFixed(3)} s, took {formatDuration(send.totalMs)}
      </span>
      {send.bodyHash !== null && (
        <span className="wire ml-auto text-muted" title="Start of the SHA-256 of the answer">
          {send.bodyHash}
        </span>
      )}
    </p>
  );
}

function Answer({ send }: { send: SimulatedSend }) {
  if (send.error !== null) return <p className="pt-1 text-bad">{send.error}</p>;
  if (send.bodyStart === '') return <p className="pt-1 text-sm text-muted">Empty body.</p>;
  return (
    <pre className="wire mt-2 max-h-40 overflow-auto rounded-md bg-canvas p-2 break-all whitespace-pre-wrap">
      {send.bodyStart}
    </pre>
  );
}
