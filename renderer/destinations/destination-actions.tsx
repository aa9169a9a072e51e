import { FolderGit2, History, Inbox, Pause, Pencil, Play, Send, Trash2 } from 'lucide-react';
import { useState } from 'react';
import type { Destination } from '../../preload/contract/destinations.ts';
import { useDeliveryChange } from './use-delivery-change.ts';
import { api } from '../api/client.ts';
import { navigate, placeNow } from '../navigation/route.ts';
import { useAddToProject } from '../project/use-add-to-project.ts';
import { Button } from '../ui/button.tsx';
import { ConfirmDialog } from '../ui/dialog.tsx';
import { formatPlural } from '../ui/format.ts';
import { DestinationForm } from './form/destination-form.tsx';
import { RecoverDialog } from './recover-dialog.tsx';
import { SendMissingDialog } from './send-missing-dialog.tsx';
import { ResumeDialog } from './resume-dialog.tsx';

type Asking = 'resume' | 'recover' | 'missing' | 'edit' | 'remove' | null;

/** What can be done with a destination. */
export function DestinationActions({ destination }: { destination: Destination }) {
  const { id, state, health } = destination;
  const [asking, setAsking] = useState<Asking>(null);
  const close = (): void => setAsking(null);
  const addToProject = useAddToProject('destinations', id);
  const setState = useDeliveryChange(
    (to: { state: 'live' | 'paused'; held: 'send' | 'discard' }) =>
      api.destinations.setState({ id, ...to }),
    { failed: 'Not changed' },
  );
  const test = useDeliveryChange(() => api.destinations.test({ id }), { failed: 'Not sent' });
  const remove = useDeliveryChange(() => api.destinations.remove({ id }), {
    done: 'Deleted the destination',
    failed: 'Not deleted',
  });
  // Counted again: what is shown may be half a second old, and a discard cannot be taken back.
  const resume = useDeliveryChange(
    async () => {
      const found = await api.deliveries.count({ destinationId: id, state: 'held' });
      if (found.count === 0) await api.destinations.setState({ id, state: 'live', held: 'send' });
      return found;
    },
    { failed: 'Not resumed' },
  );
  const askResume = (): void =>
    resume.mutate(undefined, { onSuccess: ({ count }) => count > 0 && setAsking('resume') });
  return (
    <div className="flex flex-wrap gap-1.5">
      <Button
        size="sm"
        variant="primary"
        icon={<Send size={14} />}
        disabled={test.isPending}
        onClick={() =>
          test.mutate(undefined, {
            onSuccess: (delivery) =>
              navigate({ page: 'deliveries', part: 'queue', id: delivery.id }),
          })
        }
      >
        Send a test event
      </Button>
      {state === 'live' ? (
        <Button
          size="sm"
          icon={<Pause size={14} />}
          disabled={setState.isPending}
          onClick={() => setState.mutate({ state: 'paused', held: 'send' })}
        >
          Pause
        </Button>
      ) : (
        <Button
          size="sm"
          icon={<Play size={14} />}
          disabled={setState.isPending || resume.isPending}
          onClick={askResume}
        >
          Resume
        </Button>
      )}
      <Button size="sm" icon={<History size={14} />} onClick={() => setAsking('recover')}>
        Recover
      </Button>
      <Button size="sm" icon={<Inbox size={14} />} onClick={() => setAsking('missing')}>
        Send captures
      </Button>
      <Button size="sm" icon={<Pencil size={14} />} onClick={() => setAsking('edit')}>
        Edit
      </Button>
      {addToProject !== undefined && (
        <Button size="sm" icon={<FolderGit2 size={14} />} onClick={addToProject}>
          Add to project
        </Button>
      )}
      <Button size="sm" icon={<Trash2 size={14} />} onClick={() => setAsking('remove')}>
        Delete
      </Button>
      {asking === 'resume' && (
        <ResumeDialog
          held={resume.data?.count ?? health.held}
          onClose={close}
          onResume={async (held) => void (await setState.mutateAsync({ state: 'live', held }))}
        />
      )}
      {asking === 'recover' && <RecoverDialog destination={destination} onClose={close} />}
      {asking === 'missing' && <SendMissingDialog destination={destination} onClose={close} />}
      {asking === 'edit' && <DestinationForm destination={destination} onClose={close} />}
      <ConfirmDialog
        open={asking === 'remove'}
        onClose={close}
        title={`Delete ${destination.name}?`}
        confirmLabel="Delete"
        danger
        onConfirm={async () => {
          const isStillThere = placeNow();
          await remove.mutateAsync(undefined);
          if (isStillThere()) navigate({ page: 'deliveries', part: 'destinations', id: null });
        }}
      >
        {health.waiting + health.held === 0
          ? 'No delivery is waiting for it.'
          : `${formatPlural(health.waiting + health.held, 'delivery', 'deliveries')} waiting for it will be canceled.`}{' '}
        {destination.shared !== null && 'It ends for the whole team. '}Its forwards are deleted too.
        You cannot undo this.
      </ConfirmDialog>
    </div>
  );
}
