import type { Status } from '../../preload/contract/system.ts';
import { putPrefs, usePrefs } from '../api/prefs.ts';
import { CopyAddress } from '../ui/copy/copy-address.tsx';
import { Switch } from '../ui/field.tsx';
import { saveWithUndo } from './save-with-undo.ts';

const ASK = 'updates.ask';

/** What to do about a newer version, and whether it is asked for at all. */
export function NewerVersion({ status: { newer, face } }: { status: Status }) {
  const prefs = usePrefs();
  const on = prefs?.[ASK] !== false;
  const ask = (next: boolean): void =>
    saveWithUndo(
      next ? 'Backstitch asks for newer versions' : 'Backstitch asks for no newer versions',
      () => putPrefs({ [ASK]: next }),
      () => putPrefs({ [ASK]: !next }),
    );
  return (
    <>
      {newer !== null && (
        <div className="flex flex-wrap items-center gap-x-2 rounded-lg border border-line bg-surface px-3 py-2">
          <span className="font-medium">Backstitch {newer} is out.</span>
          {face === 'browser' && (
            <CopyAddress
              url={`npm install --global backstitch@${newer}`}
              what="the command that installs it"
            />
          )}
        </div>
      )}
      <Switch
        label="Ask for newer versions"
        help="Once a day npm’s registry is asked which version is the newest. The request says nothing of you or this computer. In CI and in containers it is never sent."
        checked={on}
        disabled={prefs === undefined}
        onCheckedChange={ask}
      />
    </>
  );
}
