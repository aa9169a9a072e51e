import { KeyRound } from 'lucide-react';
import { EmptyState } from '../ui/empty-state.tsx';

/** The engine was started anew and does not know this page's session any more. */
export function SessionEnded() {
  return (
    <main className="flex h-full">
      <EmptyState
        icon={<KeyRound size={28} aria-hidden />}
        title="This browser has to sign in again"
      >
        <p>
          Run <code>backstitch login</code> and open the URL it prints in this browser.
        </p>
      </EmptyState>
    </main>
  );
}
