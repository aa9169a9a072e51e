import { useQuery } from '@tanstack/react-query';
import type { CaptureSummary } from '../../../preload/contract/captures.ts';
import type { ReplayTarget } from '../../../preload/contract/replay-request.ts';
import { api, query } from '../../api/client.ts';
import { navigate } from '../../navigation/route.ts';
import { replayNow } from '../../replays/replay-now.ts';
import { formatDuration, formatPlural } from '../../ui/format.ts';
import { toast } from '../../ui/toast.tsx';
import { useDetailTab } from '../detail/detail-tab-store.ts';
import { attempt } from '../list-actions.ts';
import { Entry, Rule, Sub } from '../../ui/menus/menu-parts.tsx';

/** As many targets as were used last are offered. */
const TARGETS = 5;

/** Sends a capture again to one of the last targets of its endpoint. */
export function ReplayToMenu({ capture: { id, endpointId } }: { capture: CaptureSummary }) {
  const targets = useQuery(
    query.replays.targets.queryOptions({ input: endpointId === null ? {} : { endpointId } }),
  );
  const send = (to: ReplayTarget) => () => {
    const show = (): void => {
      navigate({ page: 'captures', id });
      useDetailTab.getState().choose('activity');
    };
    void replayNow(id, show, to);
  };
  return (
    <Sub label="Replay to">
      <Entry label="Intake" onSelect={send({ kind: 'intake' })} />
      {(targets.data ?? []).slice(0, TARGETS).map((url) => (
        <Entry key={url} label={url} onSelect={send({ kind: 'url', url })} />
      ))}
    </Sub>
  );
}

/** Queues the body of a capture for a destination. Nothing where there is none. */
export function SendMenu({ capture: { id, eventType } }: { capture: CaptureSummary }) {
  const destinations = useQuery(query.destinations.list.queryOptions()).data ?? [];
  if (destinations.length === 0) return null;
  const send = (destination: string, name: string) => (): void => {
    void attempt('Not queued', async () => {
      await api.deliveries.send({
        destinations: [destination],
        captureId: id,
        eventType,
        body: null,
        origin: 'window',
      });
      toast({
        title: `Queued for ${name}`,
        tone: 'good',
        action: {
          label: 'Open',
          onSelect: () => navigate({ page: 'deliveries', part: 'queue', id: null }),
        },
      });
    });
  };
  return (
    <Sub label="Forward to">
      {destinations.map(({ id: destination, name }) => (
        <Entry key={destination} label={name} onSelect={send(destination, name)} />
      ))}
    </Sub>
  );
}

/** Runs a webhook or a function on a capture, its services answering from what was recorded. */
export function RunMenu({ capture: { id } }: { capture: CaptureSummary }) {
  const apps = useQuery(query.apps.list.queryOptions()).data ?? [];
  const webhooks = useQuery(query.webhooks.list.queryOptions({ input: {} })).data ?? [];
  if (webhooks.length === 0) return null;
  const run = (one: (typeof webhooks)[number]) => (): void => {
    const { appId, service, name: webhook } = one;
    void attempt('Not run', async () => {
      const trial = await api.functions.try({
        appId,
        of: { kind: 'webhook', service, webhook },
        source: null,
        sideEffects: 'record',
        captureId: id,
        args: '[]',
        userId: '',
      });
      const error = trial.run?.error ?? null;
      const answer = trial.reply === null ? 'no reply' : String(trial.reply.status);
      const time = trial.run === null ? '' : ` in ${formatDuration(trial.run.durationMs)}`;
      toast({
        title: `${service}/${webhook}: ${trial.refused === null ? answer + time : 'refused'}`,
        description: trial.refused ?? error?.message,
        tone: trial.refused === null && error === null ? 'neutral' : 'bad',
        action: {
          label: 'Open',
          onSelect: () =>
            navigate({ page: 'apps', appId, part: 'services', item: `${service}/${webhook}` }),
        },
      });
    });
  };
  return (
    <Sub label="Run function on it">
      {apps.map((app, index) => (
        <div key={app.id}>
          {index > 0 && <Rule />}
          {webhooks
            .filter(({ appId }) => appId === app.id)
            .map((one) => (
              <Entry
                key={one.endpointId}
                label={
                  apps.length > 1
                    ? `${app.name}: ${one.service}/${one.name}`
                    : `${one.service}/${one.name}`
                }
                onSelect={run(one)}
              />
            ))}
        </div>
      ))}
    </Sub>
  );
}

/** Loads a capture into the tables of an integration, as if it had come by its URL. */
export function LoadMenu({ capture: { id } }: { capture: CaptureSummary }) {
  const integrations = useQuery(query.integrations.list.queryOptions()).data ?? [];
  if (integrations.length === 0) return null;
  const load = (one: (typeof integrations)[number]) => (): void => {
    void attempt('Not loaded', async () => {
      const { rows, rejected } = await api.integrations.reload({ id: one.id, captureId: id });
      toast({
        title: `Loaded ${formatPlural(rows, 'row')} into ${one.name}`,
        description: rejected > 0 ? `${formatPlural(rejected, 'record')} rejected.` : undefined,
        tone: rejected > 0 ? 'warn' : 'good',
        action: {
          label: 'Open',
          onSelect: () => navigate({ page: 'integrations', id: one.id, part: 'rows' }),
        },
      });
    });
  };
  return (
    <Sub label="Load into integration">
      {integrations.map((one) => (
        <Entry key={one.id} label={one.name} onSelect={load(one)} />
      ))}
    </Sub>
  );
}
