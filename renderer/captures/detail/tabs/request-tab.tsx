import type { CaptureDetail } from '../../../../preload/contract/captures.ts';
import { CopyButton } from '../../../ui/copy-button.tsx';
import { cx } from '../../../ui/cx.ts';
import { methodTone } from '../../../wire/tones.ts';
import { VisibleText } from '../../body/text/visible-text.tsx';
import { HeadersList } from './headers-list.tsx';
import { QueryPart } from './query-part.tsx';
import { RequestFacts } from './request-facts.tsx';

/** The request without its body: start line, query, headers, trailers, and how it came in. */
export function RequestTab({
  detail,
  listed = true,
}: {
  detail: CaptureDetail;
  /** The list of captures has it: its headers can be searched for there. */
  listed?: boolean;
}) {
  const line = `${detail.method} ${detail.target} HTTP/${detail.httpVersion}`;
  return (
    <div className="min-h-0 flex-1 overflow-auto">
      <div className="flex items-start gap-1 border-b border-line py-1 pr-3 pl-4">
        <p className="wire min-w-0 flex-1 py-1 break-all">
          <span className={cx('font-semibold', methodTone(detail.method))}>
            <VisibleText text={detail.method} />
          </span>{' '}
          <VisibleText text={detail.target} />{' '}
          <span className="text-muted">HTTP/{detail.httpVersion}</span>
        </p>
        <CopyButton label="Copy the start line" getText={() => line} />
      </div>
      <QueryPart target={detail.target} endpointId={detail.endpointId} />
      <div className="border-b border-line">
        <HeadersList headers={detail.headers} title="Headers" listed={listed} />
      </div>
      {detail.trailers.length > 0 && (
        <div className="border-b border-line">
          <h3 className="bg-canvas px-4 py-1 text-sm font-semibold text-muted">
            Trailers, sent after the body
          </h3>
          <HeadersList headers={detail.trailers} title="Trailers" />
        </div>
      )}
      <RequestFacts detail={detail} />
    </div>
  );
}
