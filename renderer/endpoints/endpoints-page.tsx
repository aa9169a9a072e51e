import { useQueryClient } from '@tanstack/react-query';
import { FlaskConical } from 'lucide-react';
import { useState } from 'react';
import type { Endpoint } from '../../preload/contract/endpoints.ts';
import { api, query } from '../api/client.ts';
import { type EndpointTab, formatRoute, navigate, useRoute } from '../navigation/route.ts';
import { TunnelPanel } from '../tunnel/tunnel-panel.tsx';
import { Button } from '../ui/button.tsx';
import { PageFrame } from '../ui/page-frame.tsx';
import { later } from '../ui/parts/later.tsx';
import { useFocusAcross } from '../ui/platform/use-focus-across.ts';
import { useMedia } from '../ui/platform/use-media.ts';
import { Problem } from '../ui/problem.tsx';
import { sayNot } from '../ui/say-not.ts';
import { Spinner } from '../ui/spinner.tsx';
import { toast } from '../ui/toast.tsx';
import { duplicateOf } from './endpoint-draft.ts';
import { ListPane } from './list/list-pane.tsx';
import { NewEndpoint } from './list/new-endpoint.tsx';
import { activate, focusRow } from './list/use-chosen.ts';
import { useEndpoints, useKnownEndpoints } from './use-endpoints.ts';

const SendersTab = later(
  'Senders',
  async () => (await import('./senders/senders-tab.tsx')).SendersTab,
);

const EndpointPanel = later(
  'This endpoint',
  async () => (await import('./panel/endpoint-panel.tsx')).EndpointPanel,
);

const NONE: readonly Endpoint[] = [];
const href = (id: string | null): string => formatRoute({ page: 'endpoints', id });
const TABS = [
  { label: 'Endpoints', href: href(null) },
  { label: 'Senders', href: href('senders') },
  { label: 'Tunnel', href: href('tunnel') },
];

/** Endpoints, who sends to them, and the tunnel that leads to them. */
export function EndpointsPage() {
  const route = useRoute();
  const id = route.page === 'endpoints' ? route.id : null;
  const tab = route.page === 'endpoints' ? (route.tab ?? 'reply') : 'reply';
  if (id === 'senders' || id === 'tunnel') {
    return (
      <PageFrame
        title="Endpoints"
        tabs={{ label: 'Parts of endpoints', current: href(id), items: TABS }}
      >
        {id === 'senders' ? (
          <SendersTab />
        ) : (
          <div className="max-w-[45rem] px-4 py-4 sm:px-6">
            <TunnelPanel />
          </div>
        )}
      </PageFrame>
    );
  }
  return <Endpoints openedId={id} tab={tab} />;
}

function Endpoints({ openedId, tab }: { openedId: string | null; tab: EndpointTab }) {
  const endpoints = useEndpoints();
  const cache = useQueryClient();
  const list = endpoints.data ?? NONE;
  const known = useKnownEndpoints(list);
  const isWide = useMedia('(min-width: 960px)');
  useFocusAcross(String(isWide), '[data-endpoint-panel] button');
  const [begins, setBegins] = useState<'tabs' | 'field' | null>(null);
  const [isTesting, setTesting] = useState(false);
  const opened = list.find(({ id }) => id === openedId);

  const open = (endpoint: Endpoint, begin: 'tabs' | 'field' | null): void => {
    setBegins(begin);
    activate(endpoint.id);
    const next = begin === 'field' ? 'reply' : tab;
    navigate(
      { page: 'endpoints', id: endpoint.id, ...(next !== 'reply' && { tab: next }) },
      { replace: openedId !== null },
    );
  };
  const close = (): void => {
    setBegins(null);
    navigate({ page: 'endpoints', id: null });
    if (openedId !== null) focusRow(openedId);
  };
  const duplicate = async (endpoint: Endpoint): Promise<void> => {
    const made = await api.endpoints.create(duplicateOf(endpoint, list));
    await cache.invalidateQueries({ queryKey: query.endpoints.key() });
    toast({ title: `${made.name} is live`, description: made.path, tone: 'good' });
    open(made, 'tabs');
  };
  return (
    <PageFrame
      title="Endpoints"
      content="fixed"
      tabs={{ label: 'Parts of endpoints', current: href(null), items: TABS }}
      actions={
        <>
          <Button
            icon={<FlaskConical size={14} />}
            aria-pressed={isTesting}
            onClick={() => setTesting(!isTesting)}
          >
            Test a path…
          </Button>
          <NewEndpoint list={list} onMade={(made) => open(made, 'field')} />
        </>
      }
    >
      {endpoints.isPending && (
        <div className="p-6">
          <Spinner label="Loading the endpoints" />
        </div>
      )}
      {endpoints.error !== null && (
        <div className="p-4">
          <Problem error={endpoints.error} onRetry={() => void endpoints.refetch()} />
        </div>
      )}
      {list.length > 0 && (
        <div className="flex min-h-0 flex-1">
          {(isWide || opened === undefined) && (
            <ListPane
              list={list}
              known={known}
              openedId={openedId}
              isTesting={isTesting}
              onTestEnd={() => setTesting(false)}
              onOpen={(endpoint, how) => open(endpoint, how === 'key' ? 'tabs' : null)}
              onDuplicate={(endpoint) => void duplicate(endpoint).catch(sayNot('Not duplicated'))}
            />
          )}
          {opened !== undefined && (
            <EndpointPanel
              key={opened.id}
              endpoint={opened}
              others={list.filter((endpoint) => endpoint.id !== opened.id)}
              tab={tab}
              begins={begins}
              onTab={(next) =>
                navigate(
                  { page: 'endpoints', id: opened.id, ...(next !== 'reply' && { tab: next }) },
                  { replace: true },
                )
              }
              onClose={close}
            />
          )}
        </div>
      )}
    </PageFrame>
  );
}
