import { create } from 'zustand';
import { onPrefs, putPrefs } from '../api/prefs.ts';
import { isMac } from '../ui/platform/platform.ts';
import { type Keymap, isSingleLetter, keysOf, readKeymap } from './bindings.ts';
import { showChord } from './chord.ts';
import type { KeyedCommand } from './command.ts';

interface Keys {
  /** Every command, in the order of the table; empty until its script is there. */
  commands: readonly KeyedCommand[];
  keymap: Keymap;
  /** Whether keys without a modifier do anything. */
  letters: boolean;
}

/** What every list of keys reads: the table, and what was changed of it. */
export const useKeymap = create<Keys>(() => ({ commands: [], keymap: {}, letters: true }));

onPrefs((prefs) => {
  useKeymap.setState({
    keymap: readKeymap(prefs['keymap']),
    letters: prefs['keymapLetters'] !== false,
  });
});

/** Keeps changed keys for all windows. */
export async function saveKeymap(keymap: Keymap): Promise<void> {
  await putPrefs({ keymap: Object.keys(keymap).length === 0 ? null : keymap });
}

/** Switches keys without a modifier on or off. */
export async function saveLetters(letters: boolean): Promise<void> {
  await putPrefs({ keymapLetters: letters ? null : false });
}

/** The keys of a command that do something now. */
export function presentKeys(command: KeyedCommand, { keymap, letters }: Keys): readonly string[] {
  const keys = keysOf(command, keymap);
  return letters ? keys : keys.filter((chord) => !isSingleLetter(chord));
}

/** The first key of a command for a menu, as people read it; undefined where it has none. */
export function shortcutOf(id: string): string | undefined {
  const keys = useKeymap.getState();
  const command = keys.commands.find((one) => one.id === id);
  const [chord] = command === undefined ? [] : presentKeys(command, keys);
  return chord === undefined ? undefined : showChord(chord, isMac);
}
