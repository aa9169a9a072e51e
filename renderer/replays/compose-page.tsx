import { useState } from 'react';
import { navigate, useRoute } from '../navigation/route.ts';
import { PageFrame } from '../ui/page-frame.tsx';
import { ComposerPanel } from './composer.tsx';
import { newRequest } from './fresh/from-nothing.ts';

const leave = (): void => navigate({ page: 'captures', id: null });

/** A request made from nothing, or from a pasted text; its address finds it again. */
export function ComposePage() {
  const route = useRoute();
  const id = route.page === 'compose' ? route.id : '';
  return (
    <PageFrame title="Compose a request" content="fixed">
      <NewRequest key={id} id={id} />
    </PageFrame>
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
