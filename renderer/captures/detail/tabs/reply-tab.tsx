import { type ReactNode, useState } from 'react';
import type { CaptureDetail } from '../../../../preload/contract/captures.ts';
import { Badge } from '../../../ui/badge.tsx';
import { formatBytes, formatPlural } from '../../../ui/format.ts';
import { CaptureBody } from '../../body/capture-body.tsx';
import { Notice } from '../../body/notice.tsx';
import { AnswerButton } from './answer-button.tsx';
import { HeadersList } from './headers-list.tsx';
import { statusBadgeTone } from '../../../wire/tones.ts';
import { headerText } from '../words.ts';

/** What was sent back: status, headers, body. */
export function ReplyTab({
  detail,
  body,
}: {
  detail: CaptureDetail;
  /** Left out: that of the capture, which is here. */
  body?: ReactNode;
}) {
  const { reply } = detail;
  const [headersOpen, setHeadersOpen] = useState(true);
  if (!reply) return <p className="p-4 text-muted">No reply was sent.</p>;
  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <div className="flex shrink-0 flex-wrap items-center gap-2 border-b border-line px-3 py-2">
        <Badge tone={statusBadgeTone(reply.status)}>
          {reply.status} {reply.reason}
        </Badge>
        <span className="text-sm text-muted">{formatBytes(reply.sizeBytes)}</span>
        <span className="flex-1" />
        <AnswerButton detail={detail} sent={reply} />
        <button
          type="button"
          aria-expanded={headersOpen}
          className="rounded px-1 text-sm text-accent-ink hover:underline"
          onClick={() => setHeadersOpen(!headersOpen)}
        >
          {headersOpen ? 'Hide headers' : `Show ${formatPlural(reply.headers.length, 'header')}`}
        </button>
      </div>
      {!reply.completed && (
        <Notice tone="warn">The sender disconnected before it had the whole reply.</Notice>
      )}
      {headersOpen && (
        <div className="flex max-h-[45%] shrink-0 flex-col border-b border-line">
          <HeadersList headers={reply.headers} title="Reply headers" />
        </div>
      )}
      {body ?? (
        <CaptureBody
          id={detail.id}
          of="reply"
          endpointId={null}
          contentType={headerText(reply.headers, 'content-type')}
          contentEncoding={headerText(reply.headers, 'content-encoding')}
          sizeBytes={reply.sizeBytes}
        />
      )}
    </div>
  );
}
