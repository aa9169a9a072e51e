import { X } from 'lucide-react';
import type { CaptureDetail } from '../../../../preload/contract/captures.ts';
import { formatRoute } from '../../../navigation/route.ts';
import { useProviderLabel } from '../../../senders/use-senders.ts';
import { Badge } from '../../../ui/badge.tsx';
import { IconButton } from '../../../ui/button.tsx';
import { CopyButton } from '../../../ui/copy-button.tsx';
import { NotInSearch } from '../../search/not-in-search.tsx';
import { senderGlyph } from '../../../senders/sender-glyph.ts';
import { cx } from '../../../ui/cx.ts';
import { formatBytes, formatDuration } from '../../../ui/format.ts';
import { exact, span } from '../../../ui/time/moments.ts';
import { useNow } from '../../../ui/platform/use-now.ts';
import { methodTone } from '../../../wire/tones.ts';
import { VisibleText } from '../../body/text/visible-text.tsx';
import { matesWords } from '../../row/row-words.ts';
import { chipOf, fullTime, importedFrom } from '../words.ts';
import { HeaderActions } from './header-actions.tsx';
import type { Told } from './outcome.ts';
import { OutcomeLine } from './outcome-line.tsx';

/** Who sent what and when, how it went, and what can be done: never more than three lines and a bar. */
export function HeaderStrip({ told, onClose }: { told: Told; onClose: () => void }) {
  const { detail } = told;
  return (
    <header className="@container shrink-0 border-b border-line">
      <div className="flex flex-col gap-0.5 px-4 pt-1.5 pb-2">
        <Title detail={detail} onClose={onClose} />
        <Facts told={told} />
        <OutcomeLine told={told} />
        <HeaderActions detail={detail} onClose={onClose} />
      </div>
    </header>
  );
}

function Title({ detail, onClose }: { detail: CaptureDetail; onClose: () => void }) {
  const label = useProviderLabel(detail.provider);
  const now = useNow(true);
  const { eventType, receivedAt } = detail;
  return (
    <div className="flex h-7 items-center gap-2">
      {detail.provider !== null && <Glyph label={label} />}
      <h2 className="flex min-w-0 flex-1 items-baseline gap-2">
        {detail.provider !== null && (
          <span className="max-w-2/5 shrink-0 truncate text-muted">{label}</span>
        )}
        {eventType === null ? (
          <span className="flex min-w-0 items-center">
            <Line detail={detail} strong />
            <CopyButton label="Copy the target" getText={() => detail.target} />
          </span>
        ) : (
          <span className="wire min-w-0 truncate text-base font-semibold" title={eventType}>
            <VisibleText text={eventType} />
          </span>
        )}
      </h2>
      <span className="shrink-0 text-sm text-muted tabular-nums" title={fullTime(receivedAt)}>
        {exact(receivedAt, now)}
        <span className="hidden text-faint @md:inline"> · {span(now - receivedAt)} ago</span>
      </span>
      <IconButton
        size="sm"
        label="Close"
        shortcut="Esc"
        icon={<X size={14} />}
        onClick={onClose}
        className="-mr-1.5"
      />
    </div>
  );
}

/** Two letters in a circle stand for a sender. */
function Glyph({ label }: { label: string }) {
  return (
    <span
      aria-hidden
      className="flex size-[1.375rem] shrink-0 items-center justify-center rounded-full bg-hover text-xs font-semibold text-ink"
    >
      {senderGlyph(label)}
    </span>
  );
}

function Line({ detail, strong = false }: { detail: CaptureDetail; strong?: boolean }) {
  const { method, target } = detail;
  return (
    <span
      className={cx('wire min-w-0 truncate', strong && 'text-base')}
      title={`${method} ${target}`}
    >
      <span className={cx('font-semibold', methodTone(method))}>
        <VisibleText text={method} />
      </span>{' '}
      <VisibleText text={target} />
    </span>
  );
}

const isPlainEndpoint = (id: string): boolean => !/^(wh|he|int)_/.test(id);

/** Files of others often say nothing of how long it took. */
const isTimed = ({ imported, durationMs }: CaptureDetail): boolean =>
  imported === undefined || durationMs !== 0;

function Facts({ told: { detail, report } }: { told: Told }) {
  const { eventType, target, endpointId, endpointName } = detail;
  const eventId = report?.deliveryId ?? null;
  return (
    <div className="flex h-6 min-w-0 items-center gap-x-2 overflow-hidden text-sm whitespace-nowrap text-muted">
      {eventType !== null && (
        <span className="flex min-w-16 items-center">
          <Line detail={detail} />
          <CopyButton label="Copy the target" getText={() => target} />
        </span>
      )}
      {eventId !== null && (
        <span className="hidden min-w-0 shrink-[2] items-center @lg:flex">
          <span className="wire min-w-0 truncate" title={`Event id ${eventId}`}>
            <VisibleText text={eventId} />
          </span>
          <CopyButton label="Copy the event id" getText={() => eventId} />
        </span>
      )}
      <span className="shrink-0 tabular-nums">{formatBytes(detail.sizeBytes)}</span>
      {isTimed(detail) && (
        <span className="shrink-0 tabular-nums">
          {detail.durationMs === null ? 'still open' : formatDuration(detail.durationMs)}
        </span>
      )}
      {endpointId !== null && isPlainEndpoint(endpointId) ? (
        <a
          className="min-w-8 truncate text-accent-ink underline"
          href={formatRoute({ page: 'endpoints', id: endpointId })}
        >
          <VisibleText text={endpointName} />
        </a>
      ) : (
        <span className="min-w-8 truncate">
          <VisibleText text={endpointName} />
        </span>
      )}
      <Tags detail={detail} />
    </div>
  );
}

function Tags({ detail }: { detail: CaptureDetail }) {
  return (
    <span className="flex shrink-0 items-center gap-1">
      {detail.replayOf !== null && (
        <a href={formatRoute({ page: 'captures', id: detail.replayOf })} className="flex">
          <Badge tone="info">replay of…</Badge>
        </a>
      )}
      <NotInSearch id={detail.id} />
      {detail.imported !== undefined && (
        <Badge tone="info" title={importedFrom(detail.imported)}>
          {chipOf(detail.imported)}
        </Badge>
      )}
      {detail.imported?.rebuilt === true && (
        <Badge tone="warn" title="Nothing proves that its bytes are the ones that were sent.">
          rebuilt
        </Badge>
      )}
      {detail.imported?.redacted === true && <Badge tone="warn">redacted</Badge>}
      {detail.viaTunnel && <Badge tone="neutral">via tunnel</Badge>}
      {detail.pinned && <Badge tone="info">pinned</Badge>}
      {detail.hasNote && <Badge tone="neutral">note</Badge>}
      {detail.mates !== undefined && <Badge tone="info">{matesWords(detail.mates)}</Badge>}
      {detail.cut && <Badge tone="warn">cut</Badge>}
      {detail.failure !== null && <Badge tone="bad">{detail.failure}</Badge>}
    </span>
  );
}
