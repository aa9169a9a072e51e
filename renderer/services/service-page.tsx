import { useMutation, useQueryClient } from '@tanstack/react-query';
import { ArrowLeft, Trash2 } from 'lucide-react';
import { useState } from 'react';
import type { AppSummary } from '../../preload/contract/apps.ts';
import type { ServiceView } from '../../preload/contract/apps/services.ts';
import { api, query } from '../api/client.ts';
import { sayNot } from '../ui/say-not.ts';
import { Section } from '../ui/section.tsx';
import { formatRoute, navigate, placeNow } from '../navigation/route.ts';
import { Badge } from '../ui/badge.tsx';
import { Button } from '../ui/button.tsx';
import { ConfirmDialog } from '../ui/dialog.tsx';
import { formatPlural } from '../ui/format.ts';
import { Tabs, type TabSpec } from '../ui/tabs.tsx';
import { LocalSettingsForm } from './local-settings-form.tsx';
import { RulesSection } from './rules-section.tsx';
import { ServiceConfigForm } from './service-config-form.tsx';
import { PushDevices } from './push-devices.tsx';
import { kindOf } from '../app-model/service-kinds.ts';
import { ServiceWebhooks } from './service-webhooks.tsx';
import { StubsSection } from './stubs-section.tsx';

type Tab = 'webhooks' | 'rules' | 'config' | 'stubs' | 'machine';

/** The tabs of a service, in the vendor's order; ours come after them. */
function tabsOf(service: ServiceView): TabSpec<Tab>[] {
  const { actions, webhookNames } = service;
  const takesWebhooks = kindOf(service.type)?.hasWebhooks === true || webhookNames.length > 0;
  const isLocal = service.runs && service.type !== 'github';
  return [
    takesWebhooks && {
      id: 'webhooks' as const,
      label: 'Incoming Webhooks',
      count: webhookNames.length,
    },
    actions.length > 0 && { id: 'rules' as const, label: 'Rules', count: service.rules.length },
    { id: 'config' as const, label: 'Configuration' },
    actions.length > 0 && { id: 'stubs' as const, label: 'Stubs' },
    isLocal && { id: 'machine' as const, label: 'This computer' },
  ].filter((tab) => tab !== false);
}

/** One service: its webhooks, rules and configuration, its stubs and how it works here. */
export function ServicePage(props: {
  app: AppSummary;
  service: ServiceView;
  /** What the address asks for. */
  tab?: string | undefined;
}) {
  const { app, service } = props;
  const kind = kindOf(service.type);
  const tabs = tabsOf(service);
  const tab = (tabs.find(({ id }) => id === props.tab) ?? tabs[0])?.id ?? 'config';
  const list = formatRoute({ page: 'apps', appId: app.id, part: 'services', item: null });
  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <header className="flex shrink-0 flex-wrap items-center gap-3 px-4 sm:px-6 pt-5 pb-3">
        <a href={list} className="flex items-center gap-1 text-muted hover:text-ink">
          <ArrowLeft size={14} aria-hidden /> Services
        </a>
        <h2 className="text-lg font-semibold">{service.name}</h2>
        <Badge tone="neutral">{kind?.label ?? service.type}</Badge>
        <span className="flex-1" />
        <RemoveService app={app} service={service} />
      </header>
      {!service.runs && (
        <p className="mx-6 mb-3 rounded-lg bg-warn-soft px-3 py-2 text-warn">
          Services of type <span className="wire">{service.type}</span> are exported, but functions
          cannot call them here.
        </p>
      )}
      <Tabs
        label="Parts of the service"
        tabs={tabs}
        value={tab}
        onChange={(next) =>
          navigate(
            { page: 'apps', appId: app.id, part: 'services', item: service.name, tab: next },
            { replace: true },
          )
        }
      >
        <div className="min-h-0 flex-1 overflow-auto px-4 sm:px-6 py-5">
          <div className="flex max-w-4xl flex-col gap-6">
            {tab === 'webhooks' && <ServiceWebhooks app={app} service={service} />}
            {tab === 'rules' && (
              <Section
                title="Rules"
                help="Which actions app users may call. No rule: none. The system user may call all, unless rules apply to it too (Settings)."
              >
                <RulesSection app={app} service={service} />
              </Section>
            )}
            {tab === 'config' && (
              <Section title="Configuration" help="Exported with the app.">
                <ServiceConfigForm key={service.revision} service={service} />
              </Section>
            )}
            {tab === 'stubs' && (
              <Section
                title="Stubs"
                help="Answers used instead of real calls: offline, in recorded runs, and for AWS services Backstitch cannot call."
              >
                <StubsSection service={service} />
              </Section>
            )}
            {tab === 'machine' && (
              <Section title="This computer" help="Only on this computer. Not exported.">
                <LocalSettingsForm key={JSON.stringify(service.settings)} service={service} />
              </Section>
            )}
            {tab === 'machine' && service.type === 'gcm' && (
              <Section
                title="Devices"
                help="Registered by client applications. Tokens are not shown."
              >
                <PushDevices service={service} />
              </Section>
            )}
          </div>
        </div>
      </Tabs>
    </div>
  );
}

function RemoveService({ app, service }: { app: AppSummary; service: ServiceView }) {
  const [asking, setAsking] = useState(false);
  const cache = useQueryClient();
  const remove = useMutation({
    mutationFn: () => api.services.remove({ appId: app.id, service: service.name }),
    onMutate: placeNow,
    onSuccess: async (_gone, _input, isStillThere) => {
      if (isStillThere()) navigate({ page: 'apps', appId: app.id, part: 'services', item: null });
      await cache.invalidateQueries({ queryKey: query.services.key() });
    },
    onError: sayNot('Not deleted'),
  });
  return (
    <>
      <Button icon={<Trash2 size={14} />} onClick={() => setAsking(true)}>
        Delete
      </Button>
      <ConfirmDialog
        open={asking}
        onClose={() => setAsking(false)}
        title={`Delete ${service.name}?`}
        confirmLabel="Delete"
        danger
        onConfirm={async () => {
          // A failure is said by the mutation itself.
          await remove.mutateAsync().catch(() => undefined);
        }}
      >
        Its rules and {formatPlural(service.webhookNames.length, 'webhook')} are deleted too.
        Captures stay.
      </ConfirmDialog>
    </>
  );
}
