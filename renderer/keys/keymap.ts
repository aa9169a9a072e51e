// cspell:ignore keyshortcuts
import { create } from 'zustand';
import { onPrefs, putPrefs } from '../api/prefs.ts';
import { isMac } from '../ui/platform/platform.ts';
import { type Keymap, isSingleLetter, keysOf, readKeymap } from './bindings.ts';
import { type Keys as KeyEvent, readChord, showChord } from './chord.ts';
import type { KeyedCommand } from './command.ts';
import { LOCAL_KEYS, type LocalKey } from './local-keys.ts';

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

const find = (keys: Keys, id: string): KeyedCommand | undefined =>
  keys.commands.find((one) => one.id === id) ?? LOCAL_KEYS.find((one) => one.id === id);

function firstChord(keys: Keys, id: string): string | undefined {
  const command = find(keys, id);
  return command && presentKeys(command, keys)[0];
}

function shownChord(keys: Keys, id: string): string | undefined {
  const chord = firstChord(keys, id);
  return chord === undefined ? undefined : showChord(chord, isMac);
}

/** The first key of a command for a menu, as people read it; undefined where it has none. */
export const shortcutOf = (id: string): string | undefined => shownChord(useKeymap.getState(), id);

/** As `shortcutOf`, for what stays in sight while keys are changed. */
export function useShortcuts(): (id: string) => string | undefined {
  const keys = useKeymap();
  return (id) => shownChord(keys, id);
}

/** The key of a command as `aria-keyshortcuts` has it; undefined where it has none, or two in turn. */
export function useAriaKeys(id: string): string | undefined {
  const chord = useKeymap((keys) => firstChord(keys, id));
  if (chord === undefined || chord.includes(' ')) return undefined;
  return chord.replace('Mod', isMac ? 'Meta' : 'Control');
}

/** Whether a key event is one of those a part of the page has for this. */
export function isKeyOf(event: KeyEvent, id: LocalKey | 'find-in-body'): boolean {
  const keys = useKeymap.getState();
  const command = find(keys, id);
  return command !== undefined && presentKeys(command, keys).includes(readChord(event));
}
