import { useOverlay } from '../../navigation/overlays.ts';
import { readChord, readSequence, SEQUENCE_MS } from '../../keys/chord.ts';
import { presentKeys, useKeymap } from '../../keys/keymap.ts';
import type { Command } from '../../keys/command.ts';
import { LOCAL_KEYS } from '../../keys/local-keys.ts';
import { COMMANDS, isAvailable, perform } from '../commands.ts';

const TYPING =
  'input:not([type=checkbox], [type=radio], [type=button]), textarea, select, [contenteditable]:not([contenteditable=false]), .cm-editor';
// A toast is a dialog too, but one that holds nobody up. What closes is drawn for some frames yet.
const LAYER =
  ':is([role=dialog]:not([aria-modal=false]), [role=alertdialog], [role=menu], [role=listbox]:not([data-inline])):not([data-closed], [data-closed] *)';
/** Inside of these, arrows, Enter and Space mean something of their own. */
const OWN_KEYS =
  'button, a[href], summary, input, [role=tab], [role=tree], [role=treegrid], [role=menuitem], [role=separator], [role=switch], [role=slider], [role=grid]:not([data-captures-grid], [data-list-grid])';
const MOVING = /^(Shift\+)?(Arrow|Page|Home|End|Enter|Space)/;
const PRESSING = /^(Enter|Space)$/;

function isFree(event: KeyboardEvent, command: Command, chord: string): boolean {
  if (command.always === true) return true;
  // A dialog of the shell may be on its way: what is typed is meant for it.
  if (useOverlay.getState().open !== null || document.querySelector(LAYER)) return false;
  if (command.typing === true) return true;
  const target = event.target instanceof Element ? event.target : document.body;
  if (target.closest(TYPING)) return false;
  // Text outside of the list may be selected and scrolled as everywhere.
  const inList =
    target === document.body || target.closest('[data-captures-grid], [data-list-grid]') !== null;
  if (chord === 'Mod+a') return inList;
  if (!MOVING.test(chord)) return true;
  // A button in a line of the list, as that of an outage, is pressed by them.
  if (PRESSING.test(chord) && target.closest('button, a[href], summary')) return false;
  return inList || (!target.closest(OWN_KEYS) && (chord === 'Enter' || chord === 'Space'));
}

/** Commands by chord, as the keys are now: several where they work on different pages. */
let byChord: ReadonlyMap<string, readonly Command[]> = new Map();
let known: ReadonlySet<string> = new Set();

function readKeys(): void {
  const keys = useKeymap.getState();
  const found = new Map<string, Command[]>();
  for (const command of COMMANDS) {
    for (const chord of presentKeys(command, keys)) {
      found.set(chord, [...(found.get(chord) ?? []), command]);
    }
  }
  byChord = found;
  known = new Set(byChord.keys());
}

useKeymap.setState({ commands: [...COMMANDS, ...LOCAL_KEYS] });
readKeys();
useKeymap.subscribe(readKeys);

let begun: string | null = null;
let begunAt = 0;

/** Runs the command of a key event, except while typing or with a dialog open. */
export function onKeyDown(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.isComposing) return;
  const chord = readChord(event);
  if (event.timeStamp - begunAt > SEQUENCE_MS) begun = null;
  const read = readSequence(begun, chord, known);
  ({ begun } = read);
  begunAt = event.timeStamp;
  const command = byChord.get(read.keys ?? '')?.find(isAvailable);
  if (!command || !isFree(event, command, chord)) return;
  event.preventDefault();
  perform(command);
}

/** Runs the command of that id; an unknown or unavailable one does nothing. */
export function runCommand(id: string): void {
  const command = COMMANDS.find((one) => one.id === id);
  if (command && isAvailable(command)) perform(command);
}
