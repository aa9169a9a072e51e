import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Ellipsis } from 'lucide-react';
import { useState } from 'react';
import type { WebhookWhole } from '../../preload/contract/apps/webhooks.ts';
import { api, query } from '../api/client.ts';
import { sayNot } from '../ui/say-not.ts';
import { navigate } from '../navigation/route.ts';
import { IconButton } from '../ui/button.tsx';
import { ConfirmDialog } from '../ui/dialog.tsx';
import { Menu } from '../ui/menu.tsx';
import { toast } from '../ui/toast.tsx';

/** What can be done with a webhook as a whole. */
export function WebhookActions({ webhook, dirty }: { webhook: WebhookWhole; dirty: boolean }) {
  const [removing, setRemoving] = useState(false);
  const cache = useQueryClient();
  const at = { appId: webhook.appId, service: webhook.service, webhook: webhook.name };
  const toList = (): void =>
    navigate({ page: 'apps', appId: webhook.appId, part: 'services', item: webhook.service });
  const remove = useMutation({
    mutationFn: () => api.webhooks.remove(at),
    onSuccess: async () => {
      toList();
      await cache.invalidateQueries({ queryKey: query.webhooks.key() });
    },
    onError: sayNot('Not deleted'),
  });
  const convert = useMutation({
    mutationFn: () => api.webhooks.convert(at),
    onSuccess: async ({ route, moved }) => {
      await cache.invalidateQueries({ queryKey: query.webhooks.key() });
      await cache.invalidateQueries({ queryKey: query.functions.key() });
      toast({ title: `The HTTPS endpoint ${route} was added`, description: moved.join('; ') });
      toList();
    },
    onError: sayNot('Not converted'),
  });
  return (
    <>
      <Menu
        trigger={<IconButton label="More" icon={<Ellipsis size={16} />} />}
        items={[
          {
            id: 'convert',
            label: 'Add as an HTTPS endpoint',
            disabled: dirty || webhook.serviceType !== 'http',
            onSelect: () => convert.mutate(),
          },
          'separator',
          { id: 'delete', label: 'Delete', danger: true, onSelect: () => setRemoving(true) },
        ]}
      />
      <ConfirmDialog
        open={removing}
        onClose={() => setRemoving(false)}
        title={`Delete ${webhook.name}?`}
        confirmLabel="Delete"
        danger
        onConfirm={async () => {
          // A failure is said by the mutation itself.
          await remove.mutateAsync().catch(() => undefined);
        }}
      >
        Deletes its function and settings for good. Captures stay. Senders get 404 from now on.
      </ConfirmDialog>
    </>
  );
}
