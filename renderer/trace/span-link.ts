import type { SpanLink } from '../../preload/contract/captures/trace.ts';
import type { Route } from '../navigation/route.ts';

/** Where a span is looked at in full; null where its facts beside it are all there is. */
export function linkOf(link: SpanLink): { label: string; route: Route } | null {
  switch (link.page) {
    case 'run':
    case 'call':
      return {
        label: 'Open the run',
        route: { page: 'apps', appId: link.appId, part: 'runs', item: link.id },
      };
    case 'delivery':
    case 'attempt':
      return {
        label: 'Open the delivery',
        route: { page: 'deliveries', part: 'queue', id: link.id },
      };
    case 'integration':
      return {
        label: 'Open the loads',
        route: { page: 'integrations', id: link.id, part: 'loads' },
      };
    case 'replay':
      return null;
  }
}
