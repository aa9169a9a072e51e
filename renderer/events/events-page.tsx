import { useQuery } from '@tanstack/react-query';
import type { EventTypeId } from '../../preload/contract/captures/events.ts';
import type { EventTypeDetail } from '../../preload/contract/captures/event-types.ts';
import { query } from '../api/client.ts';
import { type EventPart, formatRoute, useRoute } from '../navigation/route.ts';
import { PageFrame } from '../ui/page-frame.tsx';
import { Problem } from '../ui/problem.tsx';
import { Spinner } from '../ui/spinner.tsx';
import { BaselinePart } from './baseline-part.tsx';
import { ChangesPart } from './changes-part.tsx';
import { CodePart } from './code-part.tsx';
import { EventFrame } from './event-frame.tsx';
import { EventList } from './event-list.tsx';
import { ExamplesPart } from './examples-part.tsx';
import { FieldsPart } from './fields-part.tsx';
import { VariantsPart } from './variants-part.tsx';

const PARTS: Record<EventPart, (props: { type: EventTypeDetail }) => React.ReactNode> = {
  fields: FieldsPart,
  changes: ChangesPart,
  examples: ExamplesPart,
  variants: VariantsPart,
  code: CodePart,
  baseline: BaselinePart,
};

/** The event types, or one and the part of it that the address names. */
export function EventsPage() {
  const route = useRoute();
  if (route.page !== 'events') return null;
  if (route.id === null) return <EventList />;
  return <OneType key={route.id} id={route.id as EventTypeId} part={route.part} />;
}

function OneType({ id, part }: { id: EventTypeId; part: EventPart }) {
  const found = useQuery(query.events.get.queryOptions({ input: { id } }));
  if (found.data !== undefined) {
    const Part = PARTS[part];
    return (
      <EventFrame type={found.data} part={part}>
        <Part key={part} type={found.data} />
      </EventFrame>
    );
  }
  const trail = [
    { label: 'Events', href: formatRoute({ page: 'events', id: null, part: 'fields' }) },
  ];
  return (
    <PageFrame title="Event type" trail={trail}>
      <div className="p-4">
        {found.error === null ? (
          <Spinner label="Reading the event type" />
        ) : (
          <Problem error={found.error} onRetry={() => void found.refetch()} />
        )}
      </div>
    </PageFrame>
  );
}
