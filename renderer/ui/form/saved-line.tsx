import { formatSecond } from '../format.ts';
import { Button } from '../button.tsx';

/** What became of the changes of a form that is saved when a field is left. */
export type Standing =
  | { kind: 'as-saved' | 'saving' | 'changed' }
  | { kind: 'saved'; at: number }
  | { kind: 'not-saved'; why: string };

/** The foot of a form that saves itself. */
export function SavedLine({ standing, onUndo }: { standing: Standing; onUndo: () => void }) {
  return (
    <div className="flex min-h-9 shrink-0 items-center gap-2 border-t border-line px-4 py-1 text-sm">
      <output
        className={
          standing.kind === 'not-saved' ? 'min-w-0 break-words text-bad' : 'min-w-0 text-muted'
        }
      >
        {words(standing)}
      </output>
      {standing.kind === 'saved' && (
        <Button size="sm" variant="ghost" onClick={onUndo}>
          Undo
        </Button>
      )}
    </div>
  );
}

function words(standing: Standing): string {
  if (standing.kind === 'saved') return `Saved ${formatSecond(standing.at)}`;
  if (standing.kind === 'not-saved') return `Not saved: ${standing.why}`;
  if (standing.kind === 'saving') return 'Saving…';
  return standing.kind === 'changed' ? 'Saved when you leave the field' : 'Changes save themselves';
}
