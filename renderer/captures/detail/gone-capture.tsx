import { useQuery } from '@tanstack/react-query';
import { FileQuestion } from 'lucide-react';
import { useState } from 'react';
import type { CaptureId } from '../../../preload/contract/shapes.ts';
import { query } from '../../api/client.ts';
import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { useNow } from '../../ui/platform/use-now.ts';
import { undoRemoval } from '../undo-removal.ts';
import { goneWords } from './gone-words.ts';

/** In the place of a capture that is gone: when, by what, and the way back where there is one. */
export function GoneCapture({ id, onClose }: { id: CaptureId; onClose: () => void }) {
  // Asked each time: it may have been brought back and deleted again.
  const asked = useQuery({
    ...query.captures.gone.queryOptions({ input: { id } }),
    staleTime: 0,
    gcTime: 0,
  });
  const [busy, setBusy] = useState(false);
  const now = useNow(false);
  const gone = asked.data;
  const undo = async (token: string, count: number): Promise<void> => {
    setBusy(true);
    await undoRemoval({ count, undos: [token] });
    setBusy(false);
  };
  const token = gone?.undo ?? null;
  return (
    <EmptyState
      icon={<FileQuestion size={28} aria-hidden />}
      title="This capture is gone"
      actions={
        <>
          {gone && token !== null && (
            <Button
              variant="primary"
              disabled={busy}
              onClick={() => void undo(token, gone.together)}
            >
              Undo
            </Button>
          )}
          <Button onClick={onClose}>Close</Button>
        </>
      }
    >
      {gone !== undefined && <p role="status">{goneWords(gone, now)}</p>}
      {asked.isError && <p>It was deleted. When and by what could not be read.</p>}
    </EmptyState>
  );
}
