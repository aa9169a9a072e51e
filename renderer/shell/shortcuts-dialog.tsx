import { isChanged } from '../keys/bindings.ts';
import { showChord } from '../keys/chord.ts';
import type { KeyedCommand } from '../keys/command.ts';
import { presentKeys, useKeymap } from '../keys/keymap.ts';
import { navigate, useRoute } from '../navigation/route.ts';
import { useOverlay } from '../navigation/overlays.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { isMac } from '../ui/platform/platform.ts';
import { Kbd } from '../ui/signs/kbd.tsx';
import { NextList } from '../start/next-list.tsx';
import { pageName } from './place-names.ts';

/** All keys as they are now, from the one table of commands: those of the present page first. */
export function ShortcutsDialog() {
  const open = useOverlay((s) => s.open === 'shortcuts');
  const close = useOverlay((s) => s.close);
  const { page } = useRoute();
  const keys = useKeymap();
  const commands = keys.commands.filter((command) => presentKeys(command, keys).length > 0);
  const here = commands.filter(({ on }) => on === page);
  const everywhere = commands.filter(({ on }) => on === undefined);
  const elsewhere = commands.filter(({ on }) => on !== undefined && on !== page);
  const anyChanged = commands.some((command) => isChanged(command, keys.keymap));
  return (
    <Dialog
      open={open}
      onClose={close}
      title="Keyboard shortcuts"
      description={
        keys.letters ? undefined : 'Keys without Ctrl or Alt are switched off in the settings.'
      }
      footer={
        <>
          {anyChanged && <span className="mr-auto text-sm text-muted">● changed by you</span>}
          <Button
            onClick={() => {
              close();
              navigate({ page: 'settings', section: 'keys' });
            }}
          >
            Change keys
          </Button>
        </>
      }
    >
      {open && <NextList onLeave={close} />}
      <div className="gap-x-8 pt-2 sm:columns-2">
        {groupsOf(here).map(([group, found]) => (
          <Part
            key={group}
            title={group === pageName(page) ? group : `${pageName(page)}: ${group}`}
            found={found}
          />
        ))}
        {groupsOf(everywhere).map(([group, found]) => (
          <Part key={group} title={group} found={found} />
        ))}
        {groupsOf(elsewhere).map(([group, found]) => (
          <Part key={group} title={`On other pages: ${group}`} found={found} />
        ))}
      </div>
    </Dialog>
  );
}

const groupsOf = (commands: readonly KeyedCommand[]): [string, KeyedCommand[]][] => [
  ...Map.groupBy(commands, ({ group }) => group),
];

function Part({ title, found }: { title: string; found: readonly KeyedCommand[] }) {
  const keys = useKeymap();
  return (
    <section className="mb-5">
      <h3 className="mb-1 text-sm font-semibold text-muted">{title}</h3>
      <dl>
        {found.map((command) => (
          <div key={command.id} className="flex min-h-7 break-inside-avoid items-center gap-3">
            <dt className="min-w-0 flex-1">{command.title}</dt>
            <dd className="flex shrink-0 items-center gap-2">
              {isChanged(command, keys.keymap) && (
                <span role="img" aria-label="Changed by you" className="text-xs text-accent-ink">
                  ●
                </span>
              )}
              {presentKeys(command, keys).map((chord) => (
                <Kbd key={chord} keys={showChord(chord, isMac)} />
              ))}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
