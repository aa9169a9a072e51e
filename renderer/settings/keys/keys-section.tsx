import { useState } from 'react';
import { bind, isChanged, type Keymap } from '../../keys/bindings.ts';
import { showChord } from '../../keys/chord.ts';
import type { KeyedCommand } from '../../keys/command.ts';
import { saveKeymap, saveLetters, useKeymap } from '../../keys/keymap.ts';
import { Button } from '../../ui/button.tsx';
import { Field, Switch, TextInput } from '../../ui/field.tsx';
import { isMac } from '../../ui/platform/platform.ts';
import { saveWithUndo } from '../save-with-undo.ts';
import { KeyRow } from './key-row.tsx';

/** Every key of the table of commands: found by name or by key, changed, and taken back. */
export function KeysSection({ face }: { face: 'desktop' | 'browser' }) {
  const { commands, keymap, letters } = useKeymap();
  const [typed, setTyped] = useState('');
  const [editing, setEditing] = useState<string | null>(null);
  const changed = commands.some((command) => isChanged(command, keymap));
  const found = commands.filter((command) => matches(command, keymap, typed));

  const save = (title: string, next: Keymap): void =>
    saveWithUndo(
      title,
      () => saveKeymap(next),
      () => saveKeymap(keymap),
    );
  return (
    <>
      <Switch
        label="Keys without Ctrl or Alt"
        help="Off: letters, digits and signs do nothing. Arrows, Enter, Delete and Esc go on."
        checked={letters}
        onCheckedChange={(on) =>
          saveWithUndo(
            on ? 'Single keys switched on' : 'Single keys switched off',
            () => saveLetters(on),
            () => saveLetters(letters),
          )
        }
      />
      <div className="flex items-end gap-2">
        <Field label="Find a command or a key" className="flex min-w-0 flex-1 flex-col gap-1">
          <TextInput type="search" value={typed} onValueChange={setTyped} />
        </Field>
        <Button disabled={!changed} onClick={() => save('All keys reset', {})}>
          Reset all
        </Button>
      </div>
      {found.length === 0 && <p className="text-muted">No command or key found.</p>}
      {[...Map.groupBy(found, ({ group }) => group)].map(([group, part]) => (
        <section key={group} aria-label={group}>
          <h3 className="mb-1 text-sm font-semibold text-muted">{group}</h3>
          <ul className="divide-y divide-line rounded-lg border border-line bg-surface">
            {part.map((command) => (
              <KeyRow
                key={command.id}
                command={command}
                face={face}
                editing={editing === command.id}
                onEdit={(on) => setEditing(on ? command.id : null)}
                onKeys={(chords) => {
                  setEditing(null);
                  save(
                    `“${command.title}”: ${chords.map((chord) => showChord(chord, isMac)).join(', ') || 'no key'}`,
                    bind(commands, keymap, command, chords),
                  );
                }}
              />
            ))}
          </ul>
        </section>
      ))}
    </>
  );
}

/** Whether a command is meant by what was typed: its name, its group, or one of its keys. */
function matches(command: KeyedCommand, keymap: Keymap, typed: string): boolean {
  const wanted = typed.trim().toLowerCase();
  if (wanted === '') return true;
  const keys = (keymap[command.id] ?? command.keys ?? []).map((chord) => showChord(chord, isMac));
  if (keys.some((key) => key.toLowerCase() === wanted)) return true;
  const words = [command.title, command.group, command.also ?? ''].join(' ').toLowerCase();
  return (
    wanted.length > 1 && (words.includes(wanted) || keys.join(' ').toLowerCase().includes(wanted))
  );
}
