import { useEffect, useRef, useState } from 'react';
import { isChanged, isHalf, keysOf, ownerOf, refusalOf } from '../../keys/bindings.ts';
import { readChord, showChord } from '../../keys/chord.ts';
import type { KeyedCommand } from '../../keys/command.ts';
import { presentKeys, useKeymap } from '../../keys/keymap.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { isMac } from '../../ui/platform/platform.ts';
import { Kbd } from '../../ui/signs/kbd.tsx';

interface Props {
  command: KeyedCommand;
  face: 'desktop' | 'browser';
  editing: boolean;
  onEdit: (on: boolean) => void;
  /** With the chords it is to have; none takes its key away. */
  onKeys: (chords: readonly string[]) => void;
}

/** One command with its keys, and the way to change them. */
export function KeyRow({ command, face, editing, onEdit, onKeys }: Props) {
  const keys = useKeymap();
  const change = useRef<HTMLButtonElement>(null);
  const wasEditing = useRef(false);
  useEffect(() => {
    // The focus goes back to what opened the field, unless it went elsewhere meanwhile.
    if (wasEditing.current && !editing && document.activeElement === document.body) {
      change.current?.focus();
    }
    wasEditing.current = editing;
  }, [editing]);
  const changed = isChanged(command, keys.keymap);
  const shown = presentKeys(command, keys);
  return (
    <li
      data-command={command.id}
      data-title={command.title}
      data-keys={keysOf(command, keys.keymap).join('\n')}
      data-on={command.local === true ? 'part' : command.on}
      className="flex min-h-10 flex-wrap items-center gap-2 py-1 pr-1 pl-3"
    >
      <span className="min-w-40 flex-1">{command.title}</span>
      {changed && <Badge tone="info">changed</Badge>}
      {!editing && (
        <span className="flex gap-2">
          {shown.length === 0 && <span className="text-sm text-faint">no key</span>}
          {shown.map((chord) => (
            <Kbd key={chord} keys={showChord(chord, isMac)} />
          ))}
        </span>
      )}
      {command.fixed === true ? (
        <span className="px-2 text-sm text-faint">fixed</span>
      ) : (
        <>
          {changed && !editing && (
            <Button
              size="sm"
              variant="ghost"
              aria-label={`Reset the key of ${command.title}`}
              onClick={() => onKeys(command.keys ?? [])}
            >
              Reset
            </Button>
          )}
          {!editing && (
            <Button
              ref={change}
              size="sm"
              variant="ghost"
              aria-label={`Change the key of ${command.title}`}
              onClick={() => onEdit(true)}
            >
              Change
            </Button>
          )}
        </>
      )}
      {editing && (
        <PressField command={command} face={face} onKeys={onKeys} onCancel={() => onEdit(false)} />
      )}
    </li>
  );
}

function PressField(props: Omit<Props, 'editing' | 'onEdit'> & { onCancel: () => void }) {
  const { command, face, onKeys, onCancel } = props;
  const { commands, keymap } = useKeymap();
  const [chord, setChord] = useState('');
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => field.current?.focus(), []);
  const refusal = chord === '' ? undefined : refusalOf(chord, face, isMac);
  const owner = chord === '' ? undefined : ownerOf(commands, keymap, command, chord);
  const isKept = owner?.fixed === true;
  const may = chord !== '' && refusal === undefined && !isKept;
  const press = (event: React.KeyboardEvent): void => {
    if (event.key === 'Tab') return;
    event.preventDefault();
    event.stopPropagation();
    if (event.key === 'Escape') return onCancel();
    const pressed = readChord(event.nativeEvent);
    if (isHalf(pressed)) return;
    if (pressed === 'Enter' && chord !== '') {
      if (may) onKeys([chord]);
      return;
    }
    setChord(next(chord, pressed));
  };
  return (
    <div className="flex basis-full flex-wrap items-center gap-2 pb-1">
      <input
        ref={field}
        readOnly
        aria-label={`New key for ${command.title}`}
        value={chord === '' ? '' : showChord(chord, isMac)}
        placeholder="Press the new key"
        onKeyDown={press}
        className="h-8 w-44 rounded-md border border-line-strong bg-surface px-2"
      />
      {may && (
        <Button size="sm" variant="primary" onClick={() => onKeys([chord])}>
          {owner === undefined ? 'Use it' : `Take it from “${owner.title}”`}
        </Button>
      )}
      {chord === '' && (command.keys ?? []).length > 0 && (
        <Button size="sm" onClick={() => onKeys([])}>
          No key
        </Button>
      )}
      <Button size="sm" variant="ghost" onClick={onCancel}>
        Cancel
      </Button>
      <p
        role="status"
        className={
          refusal === undefined && !isKept
            ? 'basis-full text-sm text-muted'
            : 'basis-full text-sm text-bad'
        }
      >
        {refusal ??
          (owner === undefined
            ? 'Two letters in turn are one key, such as g c.'
            : isKept
              ? `“${owner.title}” has this key, and it cannot be changed.`
              : `“${owner.title}” has this key now.`)}
      </p>
    </div>
  );
}

/** A second letter makes a sequence of the first; anything else begins again. */
function next(before: string, pressed: string): string {
  const letter = /^(Shift\+)?.$/;
  return letter.test(before) && letter.test(pressed) ? `${before} ${pressed}` : pressed;
}
