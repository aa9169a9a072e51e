import { useEffect } from 'react';
import { readChord, readSequence, SEQUENCE_MS } from './chord.ts';
import { useOverlay } from '../navigation/overlays.ts';
import { COMMANDS, isAvailable, runCommand, type Command } from './commands.ts';

const BY_CHORD: ReadonlyMap<string, Command> = new Map(
  COMMANDS.flatMap((command) => (command.keys ?? []).map((chord) => [chord, command] as const)),
);

const KNOWN: ReadonlySet<string> = new Set(BY_CHORD.keys());

const TYPING =
  'input:not([type=checkbox], [type=radio], [type=button]), textarea, select, [contenteditable]:not([contenteditable=false]), .cm-editor';
// A toast is a dialog too, but one that holds nobody up.
const LAYER =
  '[role=dialog]:not([aria-modal=false]), [role=alertdialog], [role=menu], [role=listbox]:not([data-inline])';
/** Inside of these, arrows, Enter and Space mean something of their own. */
const OWN_KEYS =
  'button, a[href], summary, input, [role=tab], [role=tree], [role=treegrid], [role=menuitem], [role=separator], [role=switch], [role=slider], [role=grid]:not([data-captures-grid])';
const MOVING = /^(Shift\+)?(Arrow|Page|Home|End|Enter|Space)/;

function isFree(event: KeyboardEvent, command: Command, chord: string): boolean {
  if (command.always === true) return true;
  // A dialog of the shell may be on its way: what is typed is meant for it.
  if (useOverlay.getState().open !== null) return false;
  const target = event.target instanceof Element ? event.target : document.body;
  if (target.closest(TYPING) || document.querySelector(LAYER)) return false;
  // Text outside of the list may be selected and scrolled as everywhere.
  const inList = target === document.body || target.closest('[data-captures-grid]') !== null;
  if (chord === 'Mod+a') return inList;
  if (!MOVING.test(chord)) return true;
  return inList || (!target.closest(OWN_KEYS) && (chord === 'Enter' || chord === 'Space'));
}

/** The keyboard: every chord of the command table, except while typing or with a dialog open. */
export function useKeys(): void {
  useEffect(() => {
    let begun: string | null = null;
    let begunAt = 0;
    const onKeyDown = (event: KeyboardEvent): void => {
      if (event.defaultPrevented || event.isComposing) return;
      const chord = readChord(event);
      if (event.timeStamp - begunAt > SEQUENCE_MS) begun = null;
      const read = readSequence(begun, chord, KNOWN);
      ({ begun } = read);
      begunAt = event.timeStamp;
      const command = read.keys === null ? undefined : BY_CHORD.get(read.keys);
      if (!command || !isAvailable(command) || !isFree(event, command, chord)) return;
      event.preventDefault();
      command.run();
    };
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, []);
}

/** Commands from the desktop's menu come as window messages of the preload script. */
export function useMenuCommands(): void {
  useEffect(() => {
    const onMessage = (event: MessageEvent<unknown>): void => {
      if (event.source !== window) return;
      const { data } = event;
      if (typeof data !== 'object' || data === null || !('backstitchCommand' in data)) return;
      if (typeof data.backstitchCommand === 'string') runCommand(data.backstitchCommand);
    };
    window.addEventListener('message', onMessage);
    return () => window.removeEventListener('message', onMessage);
  }, []);
}
