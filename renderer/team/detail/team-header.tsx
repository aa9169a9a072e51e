import { Copy, ExternalLink, Eye, Pin, Repeat, X } from 'lucide-react';
import type { TeamCaptureDetail } from '../../../preload/contract/team.ts';
import { VisibleText } from '../../captures/detail-parts.ts';
import { navigate } from '../../navigation/route.ts';
import { SIGNATURE_MARKS } from '../../senders/marks.ts';
import { useProviderLabel } from '../../senders/use-senders.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button, IconButton } from '../../ui/button.tsx';
import { cx } from '../../ui/cx.ts';
import { formatBytes, formatDuration } from '../../ui/format.ts';
import { Moment } from '../../ui/time/moment.tsx';
import { methodTone, statusBadgeTone } from '../../wire/tones.ts';
import { isSkewed, skewChip, skewWords } from '../list/listed.ts';
import { useTeamActions } from '../use-team.ts';
import { markOf } from '../words.ts';

/** Who caught what and when, how it went, and what can be done with it here. */
export function TeamHeader(props: {
  item: TeamCaptureDetail;
  viewers: readonly string[];
  onClose: () => void;
}) {
  const { item, viewers } = props;
  return (
    <header className="flex shrink-0 flex-col gap-1 border-b border-line px-4 pt-1.5 pb-2">
      <Title item={item} onClose={props.onClose} />
      <Facts item={item} />
      <Outcome item={item} />
      {viewers.length > 0 && (
        <p className="flex items-center gap-1.5 text-sm text-info">
          <Eye size={14} aria-hidden /> Open at {viewers.join(', ')}
        </p>
      )}
      <Actions item={item} />
    </header>
  );
}

function Title({ item, onClose }: { item: TeamCaptureDetail; onClose: () => void }) {
  const label = useProviderLabel(item.provider);
  return (
    <div className="flex h-7 items-center gap-2">
      <h2 className="flex min-w-0 flex-1 items-baseline gap-2">
        {item.provider !== null && (
          <span className="max-w-2/5 shrink-0 truncate text-muted">{label}</span>
        )}
        <span
          className="wire min-w-0 truncate text-base font-semibold"
          title={item.eventType ?? item.target}
        >
          {item.eventType === null ? <Line item={item} /> : <VisibleText text={item.eventType} />}
        </span>
      </h2>
      <span className="shrink-0 text-sm text-muted">
        <Moment at={item.receivedAt} />
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

const Line = ({ item: { method, target } }: { item: TeamCaptureDetail }) => (
  <>
    <span className={cx('font-semibold', methodTone(method))}>
      <VisibleText text={method} />
    </span>{' '}
    <VisibleText text={target} />
  </>
);

function Facts({ item }: { item: TeamCaptureDetail }) {
  const skewed = skewWords(item);
  return (
    <div className="flex min-w-0 flex-wrap items-center gap-x-2 gap-y-0.5 text-sm text-muted">
      <span className="min-w-0 truncate">
        caught by <span className="font-medium text-ink">{item.nodeName}</span>
      </span>
      {item.eventType !== null && (
        <span className="wire max-w-full min-w-16 truncate" title={item.target}>
          <Line item={item} />
        </span>
      )}
      <span className="tabular-nums">{formatBytes(item.sizeBytes)}</span>
      {item.durationMs !== null && (
        <span className="tabular-nums">{formatDuration(item.durationMs)}</span>
      )}
      {item.endpointName !== '' && (
        <span className="min-w-0 truncate">
          <VisibleText text={item.endpointName} />
        </span>
      )}
      <Badge
        tone={item.exact ? 'good' : 'warn'}
        title={
          item.exact
            ? 'Nothing was cut out of it'
            : 'Something was cut out before it left its node: Team, below, says where'
        }
      >
        {item.exact ? 'exact' : 'not exact'}
      </Badge>
      {isSkewed(item) && (
        <Badge tone="warn" {...(skewed !== null && { title: skewed })}>
          {skewChip(item.skewMs)}
        </Badge>
      )}
      {item.cut && <Badge tone="warn">cut</Badge>}
      {item.viaTunnel && <Badge tone="neutral">via tunnel</Badge>}
      {item.failure !== null && <Badge tone="bad">{item.failure}</Badge>}
      {markOf(item, 'pin') !== undefined && <Badge tone="info">pinned</Badge>}
      {markOf(item, 'note') !== undefined && <Badge tone="neutral">note</Badge>}
    </div>
  );
}

/** What its node answered and why, and what it made of the signature. */
function Outcome({ item }: { item: TeamCaptureDetail }) {
  const { status, reason, signature, nodeName, verdict } = item;
  const mark = signature === null ? null : SIGNATURE_MARKS[signature];
  return (
    <section aria-label="Outcome" className="flex flex-wrap items-center gap-x-2 gap-y-0.5">
      {status === null ? (
        <Badge tone="neutral">not answered</Badge>
      ) : (
        <Badge tone={statusBadgeTone(status)}>answered {status}</Badge>
      )}
      {reason !== null && (
        <span className="min-w-0 break-words">
          <VisibleText text={reason} />
        </span>
      )}
      {mark !== null && (
        <span className={cx('flex min-w-0 items-center gap-1', mark.color)}>
          <mark.icon size={14} aria-hidden className="shrink-0" />
          {mark.label}, says {nodeName}
        </span>
      )}
      {verdict?.state === 'failed' && verdict.text !== `${mark?.label}.` && (
        <span className="min-w-0 break-words text-muted">
          <VisibleText text={verdict.text} />
        </span>
      )}
    </section>
  );
}

function Actions({ item }: { item: TeamCaptureDetail }) {
  const { copyHere, copyAndReplay, togglePin, busy } = useTeamActions();
  const { copy } = item;
  const isPinned = markOf(item, 'pin') !== undefined;
  return (
    <div className="mt-1 flex flex-wrap items-center gap-1.5">
      {copy === null ? (
        <Button
          size="sm"
          variant="primary"
          icon={<Copy size={14} />}
          disabled={busy}
          onClick={() => copyHere(item)}
        >
          Copy here
        </Button>
      ) : (
        <Button
          size="sm"
          variant="primary"
          icon={<ExternalLink size={14} />}
          onClick={() => navigate({ page: 'captures', id: copy })}
        >
          Open in Captures
        </Button>
      )}
      <Button
        size="sm"
        icon={<Repeat size={14} />}
        disabled={busy}
        title={
          item.exact ? undefined : 'Something was cut out of it: the composer can sign it again'
        }
        onClick={() => copyAndReplay(item)}
      >
        {copy === null ? 'Copy and replay…' : 'Replay…'}
      </Button>
      <Button size="sm" icon={<Pin size={14} />} onClick={() => togglePin(item)}>
        {isPinned ? 'Unpin' : 'Pin'}
      </Button>
    </div>
  );
}
