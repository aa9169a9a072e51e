import type { Route } from '../navigation/route.ts';

export type CommandGroup =
  | 'Captures'
  | 'List'
  | 'Open capture'
  | 'SQL'
  | 'Go to'
  | 'View'
  | 'Settings'
  // Of keys that a part of a page answers by itself.
  | 'Editing'
  | 'Compare'
  | 'Flow'
  | 'Endpoints'
  | 'Backfill';

/** Something that can be asked for by key, menu, palette or the desktop's menu. */
export interface Command {
  /** Stays the same for ever: changed keys are kept under it. */
  id: string;
  title: string;
  group: CommandGroup;
  /** Chords as `readChord` writes them: `r`, `Shift+ArrowDown`, `Mod+k`; or two in turn: `g c`. */
  keys?: readonly string[];
  /** The page where it works; everywhere if left out. */
  on?: Route['page'];
  /** Works also in the list of another page, where that takes the keys of lists. */
  inLists?: true;
  /** Left out of the palette: a move makes sense by key only. */
  keyOnly?: true;
  /** Works also while typing. */
  typing?: true;
  /** Works also while typing and with a dialog open. */
  always?: true;
  /** A part of the page does it, the group names which: see `local-keys.ts`. */
  local?: true;
  /** Its keys cannot be changed: people and assistive technology rely on them. */
  fixed?: true;
  /** Other words people look for it by. */
  also?: string;
  /** Whether it is there at all; left out: always. A key of what is not there goes to the browser. */
  when?: () => boolean;
  /** Why it cannot run now, in a sentence; undefined where it can. */
  blocked?: () => string | undefined;
  run: () => void;
}

/** A command without what it does: what lists of keys and menus need. */
export type KeyedCommand = Omit<Command, 'run'>;
