import { useMutation, useQueryClient } from '@tanstack/react-query';
import { ArrowLeft, Trash2 } from 'lucide-react';
import { useState } from 'react';
import type { AppSummary } from '../../preload/contract/apps.ts';
import type { ServiceView } from '../../preload/contract/services.ts';
import { api, query } from '../api/client.ts';
import { sayNot } from '../apps/use-apps.ts';
import { Section } from '../settings/section.tsx';
import { formatRoute, navigate } from '../shell/route.ts';
import { Badge } from '../ui/badge.tsx';
import { Button } from '../ui/button.tsx';
import { ConfirmDialog } from '../ui/dialog.tsx';
import { formatPlural } from '../ui/format.ts';
import { LocalSettingsForm } from './local-settings-form.tsx';
import { RulesSection } from './rules-section.tsx';
import { ServiceConfigForm } from './service-config-form.tsx';
import { PushDevices } from './push-devices.tsx';
import { kindOf } from './service-kinds.ts';
import { StubsSection } from './stubs-section.tsx';

/** One service: its configuration, how it works here, its rules and stubs. */
export function ServicePage({ app, service }: { app: AppSummary; service: ServiceView }) {
  const kind = kindOf(service.type);
  const list = formatRoute({ page: 'apps', appId: app.id, part: 'services', item: null });
  return (
    <div className="flex max-w-4xl flex-col gap-6 px-6 py-5">
      <header className="flex flex-wrap items-center gap-3">
        <a href={list} className="flex items-center gap-1 text-muted hover:text-ink">
          <ArrowLeft size={14} aria-hidden /> Services
        </a>
        <h2 className="text-lg font-semibold">{service.name}</h2>
        <Badge tone="neutral">{kind?.label ?? service.type}</Badge>
        <span className="flex-1" />
        <RemoveService app={app} service={service} />
      </header>
      {!service.runs && (
        <p className="rounded-lg bg-warn-soft px-3 py-2 text-warn">
          Services of type <span className="wire">{service.type}</span> are kept for an export, but
          functions cannot call them here.
        </p>
      )}
      {service.webhookNames.length > 0 && (
        <p>
          It takes{' '}
          <a
            className="text-accent-ink underline"
            href={formatRoute({ page: 'apps', appId: app.id, part: 'webhooks', item: null })}
          >
            {formatPlural(service.webhookNames.length, 'webhook')}
          </a>
          .
        </p>
      )}
      <Section title="Configuration" help="Part of the app: an export holds it.">
        <ServiceConfigForm key={service.revision} service={service} />
      </Section>
      {service.runs && service.type !== 'github' && (
        <Section
          title="On this machine"
          help="How the service works here; an export holds none of it."
        >
          <LocalSettingsForm key={JSON.stringify(service.settings)} service={service} />
        </Section>
      )}
      {service.type === 'gcm' && (
        <Section title="Devices" help="Registered by client applications. Tokens are not shown.">
          <PushDevices service={service} />
        </Section>
      )}
      {service.actions.length > 0 && (
        <Section
          title="Rules"
          help="Which actions an application user may call. Without a rule: none. The system user may call all, unless rules bind it too (Overview)."
        >
          <RulesSection app={app} service={service} />
        </Section>
      )}
      {service.actions.length > 0 && (
        <Section
          title="Stubs"
          help="Answers given instead of calling out: while the app is offline, in tries that record, and for AWS services that cannot be had here."
        >
          <StubsSection service={service} />
        </Section>
      )}
    </div>
  );
}

function RemoveService({ app, service }: { app: AppSummary; service: ServiceView }) {
  const [asking, setAsking] = useState(false);
  const cache = useQueryClient();
  const remove = useMutation({
    mutationFn: () => api.services.remove({ appId: app.id, service: service.name }),
    onSuccess: async () => {
      navigate({ page: 'apps', appId: app.id, part: 'services', item: null });
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
        Its rules and {formatPlural(service.webhookNames.length, 'webhook')} go with it. Captures
        stay.
      </ConfirmDialog>
    </>
  );
}
