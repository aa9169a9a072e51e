import { useState } from 'react';
import { navigate, useRoute } from '../navigation/route.ts';
import { ComposerPanel } from './composer.tsx';
import { newRequest } from './composer/from-nothing.ts';

const leave = (): void => navigate({ page: 'captures', id: null });

/** A request made from nothing, or from a pasted text; its address finds it again. */
export function ComposePage() {
  const route = useRoute();
  const id = route.page === 'compose' ? route.id : '';
  return (
    <div className="flex min-h-0 min-w-0 flex-1 flex-col">
      <h1 className="sr-only">Compose a request</h1>
      <NewRequest key={id} id={id} />
    </div>
  );
}

function NewRequest({ id }: { id: string }) {
  const [made] = useState(newRequest);
  return (
    <ComposerPanel
      subject={{
        draftKey: `compose:${id}`,
        captureId: null,
        endpointId: null,
        name: '',
      }}
      editable={{
        data: made,
        error: null,
        isFetching: false,
        refetch: () => Promise.reject(new Error('Nothing was fetched.')),
      }}
      edit
      onClose={leave}
    />
  );
}
