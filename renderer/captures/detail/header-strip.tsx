import { X } from 'lucide-react';
import { useState } from 'react';
import type { CaptureDetail } from '../../../preload/contract/captures.ts';
import { SIGNATURE_MARKS } from '../../senders/marks.ts';
import { useProviderLabel } from '../../senders/use-senders.ts';
import { Badge } from '../../ui/badge.tsx';
import { IconButton } from '../../ui/button.tsx';
import { cx } from '../../ui/cx.ts';
import { formatBytes, formatClock, formatDay, formatDuration } from '../../ui/format.ts';
import { Notice } from '../body/notice.tsx';
import { VisibleText } from '../body/text/visible-text.tsx';
import { methodTone } from '../../wire/tones.ts';
import { HeaderActions } from './header-actions.tsx';
import { statusBadgeTone } from '../../wire/tones.ts';
import { remarksOn } from './words.ts';

function Badges({ detail }: { detail: CaptureDetail }) {
  return (
    <>
      <SenderBadges detail={detail} />
      {detail.pinned && <Badge tone="info">pinned</Badge>}
      {detail.replayOf !== null && <Badge tone="info">replay</Badge>}
      {detail.viaTunnel && <Badge tone="neutral">tunnel</Badge>}
      {detail.cut && <Badge tone="warn">cut</Badge>}
      {detail.failure !== null && <Badge tone="bad">{detail.failure}</Badge>}
    </>
  );
}

function SenderBadges({ detail }: { detail: CaptureDetail }) {
  const label = useProviderLabel(detail.provider);
  const { signature } = detail;
  return (
    <>
      {detail.provider !== null && <Badge tone="neutral">{label}</Badge>}
      {signature !== null && (
        <Badge tone={SIGNATURE_MARKS[signature].tone} title={SIGNATURE_MARKS[signature].label}>
          {SIGNATURE_MARKS[signature].short}
        </Badge>
      )}
    </>
  );
}

function AnswerBadge({ detail }: { detail: CaptureDetail }) {
  const reason = detail.reply?.reason ?? '';
  return (
    <Badge tone={statusBadgeTone(detail.status)}>
      {detail.status === null ? 'no answer' : `${detail.status} ${reason}`.trim()}
    </Badge>
  );
}

/** What was asked, what was answered, and what can be done with it. */
export function HeaderStrip({ detail, onClose }: { detail: CaptureDetail; onClose: () => void }) {
  const [openedAt] = useState(Date.now);
  return (
    <header className="shrink-0 border-b border-line">
      <div className="flex flex-col gap-2 px-4 pt-3 pb-2.5">
        <div className="flex items-start gap-2">
          <h2 className="wire max-h-24 min-w-0 flex-1 overflow-auto pt-1 text-[0.8125rem] leading-5 break-all">
            <span className={cx('mr-2 font-semibold', methodTone(detail.method))}>
              <VisibleText text={detail.method} />
            </span>
            <VisibleText text={detail.target} />
          </h2>
          <IconButton
            size="sm"
            label="Close"
            shortcut="Esc"
            icon={<X size={14} />}
            onClick={onClose}
          />
        </div>
        <div className="flex flex-wrap items-center gap-x-2 gap-y-1 text-sm text-muted">
          <AnswerBadge detail={detail} />
          <span>
            {formatDay(detail.receivedAt, openedAt)}, {formatClock(detail.receivedAt)}
          </span>
          <span aria-hidden>·</span>
          <span>
            {detail.durationMs === null ? 'still open' : formatDuration(detail.durationMs)}
          </span>
          <span aria-hidden>·</span>
          <span>{formatBytes(detail.sizeBytes)}</span>
          <Badges detail={detail} />
        </div>
        <HeaderActions detail={detail} onClose={onClose} />
      </div>
      {remarksOn(detail).map((remark) => (
        <Notice key={remark.text} tone={remark.tone}>
          {remark.text}
        </Notice>
      ))}
    </header>
  );
}
