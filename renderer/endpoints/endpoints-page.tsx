import { Plus, Waypoints } from 'lucide-react';
import { useState } from 'react';
import type { Endpoint } from '../../preload/contract/endpoints.ts';
import { navigate, useRoute } from '../navigation/route.ts';
import { SenderDialog } from '../senders/sender-dialog.tsx';
import { Button } from '../ui/button.tsx';
import { ConfirmDialog } from '../ui/dialog.tsx';
import { formatPlural } from '../ui/format.ts';
import { PageFrame } from '../ui/page-frame.tsx';
import { Problem } from '../ui/problem.tsx';
import { Spinner } from '../ui/spinner.tsx';
import { duplicateOf, emptyDraft, type EndpointDraft } from './endpoint-draft.ts';
import { EndpointEditor } from './endpoint-editor.tsx';
import { EndpointTable } from './endpoint-table.tsx';
import { useEndpoints, useRemoveEndpoint } from './use-endpoints.ts';

const edit = (endpoint: Endpoint): void => navigate({ page: 'endpoints', id: endpoint.id });
const leave = (): void => navigate({ page: 'endpoints', id: null }, { replace: true });

/** All endpoints with their replies, and the dialogs that change them. */
export function EndpointsPage() {
  const route = useRoute();
  const endpoints = useEndpoints();
  const remove = useRemoveEndpoint();
  const [fresh, setFresh] = useState<EndpointDraft | null>(null);
  const [removing, setRemoving] = useState<Endpoint | null>(null);
  const list = endpoints.data ?? [];
  const editedId = route.page === 'endpoints' ? route.id : null;
  const edited = list.find((endpoint) => endpoint.id === editedId);
  const checked = list.find((endpoint) => `${endpoint.id}:sender` === editedId);
  const add = (): void => setFresh(emptyDraft());
  return (
    <PageFrame
      title="Endpoints"
      actions={
        <Button variant="primary" icon={<Plus size={14} />} onClick={add}>
          Add endpoint
        </Button>
      }
    >
      <p className="px-4 pt-3 text-muted sm:px-6">
        The first matching endpoint from the top answers. Every request is captured.
      </p>
      <div className="flex flex-col gap-4 px-4 py-4 sm:px-6">
        {endpoints.isPending && <Spinner label="Loading the endpoints" />}
        {endpoints.error !== null && (
          <Problem error={endpoints.error} onRetry={() => void endpoints.refetch()} />
        )}
        {list.length > 0 && (
          <EndpointTable
            list={list}
            onEdit={edit}
            onDuplicate={(endpoint) => setFresh(duplicateOf(endpoint, list))}
            onRemove={setRemoving}
          />
        )}
        {list.length === 1 && <FirstEndpoint onAdd={add} />}
      </div>
      {fresh !== null && (
        <EndpointEditor
          endpoint={null}
          draft={fresh}
          others={list}
          onClose={() => setFresh(null)}
        />
      )}
      {edited !== undefined && (
        <EndpointEditor
          key={edited.id}
          endpoint={edited}
          others={list.filter((endpoint) => endpoint.id !== edited.id)}
          onClose={leave}
        />
      )}
      {checked !== undefined && (
        <SenderDialog key={checked.id} endpoint={checked} onClose={leave} />
      )}
      <ConfirmDialog
        open={removing !== null}
        onClose={() => setRemoving(null)}
        title={`Delete ${removing?.name ?? 'the endpoint'}?`}
        confirmLabel="Delete"
        danger
        onConfirm={async () => {
          // A failure is said by the mutation itself.
          if (removing !== null) await remove.mutateAsync(removing).catch(() => undefined);
        }}
      >
        Its reply is deleted for good.{' '}
        {removing !== null && removing.captureCount > 0
          ? `Its ${formatPlural(removing.captureCount, 'capture')} stay.`
          : 'No captures are deleted.'}
      </ConfirmDialog>
    </PageFrame>
  );
}

function FirstEndpoint({ onAdd }: { onAdd: () => void }) {
  return (
    <section className="flex flex-col items-center gap-3 rounded-lg border border-dashed border-line-strong/60 px-6 py-10 text-center">
      <Waypoints size={28} className="text-accent-ink" aria-hidden />
      <h2 className="text-lg font-semibold">No endpoint of your own yet</h2>
      <p className="max-w-lg text-muted">
        The inbox already answers every path. Add an endpoint to choose the reply of one path: its
        status, headers and body, a delay, or a few failures to watch a sender retry.
      </p>
      <Button variant="primary" icon={<Plus size={14} />} onClick={onAdd}>
        Add an endpoint
      </Button>
    </section>
  );
}
