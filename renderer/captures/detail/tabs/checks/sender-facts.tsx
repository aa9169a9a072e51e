import type { ReactNode } from 'react';
import type { SenderReport } from '../../../../../preload/contract/signatures.ts';
import { Badge } from '../../../../ui/badge.tsx';
import { VisibleText } from '../../../body/text/visible-text.tsx';

const CONFIDENCE = { set: 'set', certain: '', likely: 'likely', guess: 'a guess' };

/** What is known of the sender and its event. */
export function SenderFacts({ report }: { report: SenderReport }) {
  const rows: [string, ReactNode][] = [];
  if (report.provider !== null) {
    const how = report.confidence === null ? '' : CONFIDENCE[report.confidence];
    rows.push([
      'Provider',
      <>
        {report.providerLabel} {how !== '' && <Badge tone="neutral">{how}</Badge>}
      </>,
    ]);
  }
  if (report.looksLike !== null) {
    rows.push([
      'Looks like',
      <span key="looks" className="text-warn">
        {report.looksLikeLabel}, but the endpoint is set to {report.providerLabel}
      </span>,
    ]);
  }
  if (report.handshake !== null) rows.push(['Handshake', report.handshake]);
  const texts: [string, string | null][] = [
    ['Event', report.eventType],
    ['Event id', report.deliveryId],
    ['Attempt', report.retry],
  ];
  for (const [name, text] of texts) {
    if (text !== null) {
      rows.push([
        name,
        <span key={name} className="wire break-all">
          <VisibleText text={text} />
        </span>,
      ]);
    }
  }
  if (rows.length === 0) return null;
  return (
    <dl className="grid grid-cols-[8rem_1fr] gap-x-3 gap-y-1">
      {rows.map(([name, value]) => (
        <div key={name} className="contents">
          <dt className="text-muted">{name}</dt>
          <dd className="min-w-0">{value}</dd>
        </div>
      ))}
    </dl>
  );
}
