import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { AppSummary } from '../../preload/contract/apps.ts';
import type { ServiceView } from '../../preload/contract/apps/services.ts';
import type { WebhookView } from '../../preload/contract/apps/webhooks.ts';
import { api, query } from '../api/client.ts';
import { formatRoute, navigate, placeNow } from '../navigation/route.ts';
import { Dialog } from '../ui/dialog.tsx';
import { Field, Select, TextInput } from '../ui/field.tsx';
import { FormDialog } from '../ui/form/form-dialog.tsx';
import { kindOf } from '../app-model/service-kinds.ts';
import { emptyWebhook } from './webhook-draft.ts';

/** Adds a webhook to a service; its own page asks for the rest. */
export function NewWebhookDialog(props: {
  app: AppSummary;
  services: readonly ServiceView[];
  webhooks: readonly WebhookView[];
  onClose: () => void;
}) {
  const { app, onClose } = props;
  const able = props.services.filter((service) => kindOf(service.type)?.hasWebhooks === true);
  const [serviceName, setService] = useState(able[0]?.name ?? '');
  const [name, setName] = useState('');
  const cache = useQueryClient();
  const service = able.find((one) => one.name === serviceName);
  const create = useMutation({
    mutationFn: () =>
      api.webhooks.save({
        appId: app.id,
        service: serviceName,
        oldName: '',
        revision: null,
        webhook: emptyWebhook(service?.type ?? 'http', name.trim()),
      }),
    onMutate: placeNow,
    onSuccess: async (_made, _input, isStillThere) => {
      await cache.invalidateQueries({ queryKey: query.webhooks.key() });
      if (isStillThere()) onClose();
      await cache.invalidateQueries({ queryKey: query.services.key() });
      // As at the vendor: how it is called comes first, its function second.
      const item = `${serviceName}/${name.trim()}`;
      if (isStillThere())
        navigate({ page: 'apps', appId: app.id, part: 'services', item, tab: 'settings' });
    },
  });
  const taken = props.webhooks.some(
    (one) => one.service === serviceName && one.name === name.trim(),
  );
  const blocked = name.trim() === '' || taken || create.isPending;
  if (service === undefined) {
    return (
      <Dialog open onClose={onClose} title="Add a webhook" size="sm">
        <p className="text-muted">
          A webhook needs an HTTP, GitHub or Twilio service. The app has none.{' '}
          <a
            className="text-accent-ink underline"
            href={formatRoute({ page: 'apps', appId: app.id, part: 'services', item: null })}
          >
            Add a service first
          </a>
          .
        </p>
      </Dialog>
    );
  }
  return (
    <FormDialog
      title={able.length > 1 ? 'Add a webhook' : `Add a webhook to ${serviceName}`}
      action="Add"
      blocked={blocked}
      error={create.error}
      onSubmit={() => create.mutate()}
      onClose={onClose}
    >
      {able.length > 1 && (
        <Field label="Service" help="Decides what payload the function gets.">
          <Select
            value={serviceName}
            onValueChange={setService}
            options={able.map((one) => ({
              value: one.name,
              label: `${one.name} (${kindOf(one.type)?.label ?? one.type})`,
            }))}
          />
        </Field>
      )}
      <Field
        label="Name"
        help="Used in its URL."
        error={taken ? 'The service already has a webhook with this name.' : undefined}
      >
        <TextInput mono value={name} onValueChange={setName} />
      </Field>
    </FormDialog>
  );
}
