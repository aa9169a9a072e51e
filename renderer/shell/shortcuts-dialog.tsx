import { Dialog } from '../ui/dialog.tsx';
import { Kbd } from '../ui/signs/kbd.tsx';
import { showChord } from './chord.ts';
import { COMMANDS, type CommandGroup } from './commands.ts';
import { useOverlay } from '../navigation/overlays.ts';
import { isMac } from '../ui/platform/platform.ts';

const GROUPS: readonly CommandGroup[] = ['Captures', 'List', 'Go to', 'View'];

/** All keys, from the one table of commands. */
export function ShortcutsDialog() {
  const open = useOverlay((s) => s.open === 'shortcuts');
  const close = useOverlay((s) => s.close);
  return (
    <Dialog open={open} onClose={close} title="Keyboard shortcuts">
      <div className="grid gap-x-8 gap-y-5 pt-2 sm:grid-cols-2">
        {GROUPS.map((group) => (
          <section key={group} className={group === 'List' ? 'sm:row-span-2' : ''}>
            <h3 className="mb-1 text-sm font-semibold text-muted">{group}</h3>
            <dl>
              {COMMANDS.filter((c) => c.group === group && c.keys).map((command) => (
                <div key={command.id} className="flex h-7 items-center gap-3">
                  <dt className="min-w-0 flex-1 truncate">{command.title}</dt>
                  <dd className="flex gap-2">
                    {command.keys?.map((chord) => (
                      <Kbd key={chord} keys={showChord(chord, isMac)} />
                    ))}
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Dialog>
  );
}
