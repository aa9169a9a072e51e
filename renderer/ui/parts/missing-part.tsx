import { Unplug } from 'lucide-react';
import { useState } from 'react';
import { Button } from '../button.tsx';
import { EmptyState } from '../empty-state.tsx';

/**
 * Where a part of the page would be whose script cannot be had. A browser remembers that a script
 * failed for as long as the page lives, so that only loading the page again helps; and not before
 * there is somebody to load it from, or the rest of the page would go, too.
 */
export function MissingPart({ name }: { name: string }) {
  const [waits, setWaits] = useState(false);
  const reload = async (): Promise<void> => {
    if (await answers()) window.location.reload();
    else setWaits(true);
  };
  return (
    <div role="alert" className="flex min-h-0 flex-1">
      <EmptyState
        icon={<Unplug size={24} aria-hidden />}
        title={`${name} did not load`}
        actions={
          <Button variant="primary" onClick={() => void reload()}>
            Reload the page
          </Button>
        }
      >
        <p>
          {waits
            ? 'Backstitch does not answer yet. The rest of the page stays as it is.'
            : 'Backstitch did not answer, or it was updated since this page was opened.'}
        </p>
      </EmptyState>
    </div>
  );
}

async function answers(): Promise<boolean> {
  try {
    const { pathname } = window.location;
    return (await fetch(pathname, { cache: 'no-store', signal: AbortSignal.timeout(5000) })).ok;
  } catch {
    return false;
  }
}
