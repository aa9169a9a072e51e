import { FlaskConical, Inbox } from 'lucide-react';
import type { ReactNode } from 'react';
import type { EventTypeDetail } from '../../preload/contract/captures/event-types.ts';
import { EVENT_PARTS, type EventPart, formatRoute } from '../navigation/route.ts';
import { useProviderLabel } from '../senders/use-senders.ts';
import { openTest } from '../suites/opened.ts';
import { Badge } from '../ui/badge.tsx';
import { Button } from '../ui/button.tsx';
import { formatBytes, formatCount, formatPlural } from '../ui/format.ts';
import { PageFrame } from '../ui/page-frame.tsx';
import { Moment } from '../ui/time/moment.tsx';
import { eventName, PART_WORDS } from './event-words.ts';

/** What stands around every part of an event type. */
export function EventFrame(props: { type: EventTypeDetail; part: EventPart; children: ReactNode }) {
  const { type, part } = props;
  const label = useProviderLabel(type.provider);
  const { id, provider, endpointName, version, held, count, open, breaking, sizes } = type;
  return (
    <PageFrame
      trail={[{ label: 'Events', href: formatRoute({ page: 'events', id: null, part: 'fields' }) }]}
      title={<span className="wire">{eventName(type)}</span>}
      facts={
        <span className="flex flex-wrap items-center gap-x-3 gap-y-1 text-muted">
          <span>{provider === null ? endpointName : label}</span>
          {version !== null && <span>{version}</span>}
          <span className="tabular-nums">{formatCount(count)} seen</span>
          <span>
            last <Moment at={type.lastAt} />
          </span>
          <span
            className="tabular-nums"
            title={`${formatBytes(sizes.min)} to ${formatBytes(sizes.max)}`}
          >
            {formatBytes(Math.round(sizes.average))} each
          </span>
        </span>
      }
      actions={
        held === 0 ? (
          <span className="text-muted" title="Limits or a person deleted them">
            No capture is kept
          </span>
        ) : (
          <>
            <a
              href={formatRoute({ page: 'captures', id: null, q: type.search })}
              className="flex items-center gap-1.5 text-accent-ink underline-offset-2 hover:underline"
            >
              <Inbox size={14} aria-hidden />
              {formatPlural(held, 'capture')}
            </a>
            <Button
              size="sm"
              icon={<FlaskConical size={14} />}
              onClick={() => openTest({ kind: 'search', search: type.search })}
            >
              Test your handler…
            </Button>
          </>
        )
      }
      tabs={{
        label: 'Parts of the event type',
        current: formatRoute({ page: 'events', id, part }),
        items: EVENT_PARTS.map((one) => ({
          label: PART_WORDS[one],
          href: formatRoute({ page: 'events', id, part: one }),
          extra: one === 'changes' && open > 0 && (
            <Badge tone={breaking > 0 ? 'bad' : 'info'}>{formatCount(open)}</Badge>
          ),
        })),
      }}
    >
      {props.children}
    </PageFrame>
  );
}
