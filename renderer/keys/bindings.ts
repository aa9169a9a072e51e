import { showChord } from './chord.ts';
import type { KeyedCommand } from './command.ts';

/** Keys that somebody changed, by id of the command. An empty list: none. */
export type Keymap = Readonly<Record<string, readonly string[]>>;

type Keyed = Pick<KeyedCommand, 'id' | 'keys' | 'fixed'>;

/** The keys of a command as they are now: what was chosen, else those it came with. */
export function keysOf(command: Keyed, keymap: Keymap): readonly string[] {
  const own = command.keys ?? [];
  if (command.fixed === true) return own;
  return keymap[command.id] ?? own;
}

/** Whether somebody changed its keys. */
export function isChanged(command: Keyed, keymap: Keymap): boolean {
  return keysOf(command, keymap).join('\n') !== (command.keys ?? []).join('\n');
}

/** Whether it is pressed without a modifier: a letter, a digit, a sign, or two of them in turn. */
export function isSingleLetter(chord: string): boolean {
  const [first = ''] = chord.split(' ');
  return /^.$/u.test(first.replace(/^Shift\+/, ''));
}

const overlap = (a: string, b: string): boolean =>
  a === b || a.startsWith(`${b} `) || b.startsWith(`${a} `);

/** Whether both may hear the same key. A part of a page hears its keys before the page does. */
function meet(a: KeyedCommand, b: KeyedCommand): boolean {
  const onePage = a.on === undefined || b.on === undefined || a.on === b.on;
  if (a.local === b.local) return onePage && (a.local !== true || a.group === b.group);
  const [global] = a.local === true ? [b] : [a];
  // What works while somebody types has to go on working in every part.
  return onePage && (global?.typing === true || global?.always === true || global?.fixed === true);
}

/**
 * The other command that has this chord where `command` works. A chord that begins a sequence of
 * another command would never let it be finished, so that is a conflict, too.
 */
export function ownerOf<C extends KeyedCommand>(
  commands: readonly C[],
  keymap: Keymap,
  command: KeyedCommand,
  chord: string,
): C | undefined {
  return commands.find(
    (other) =>
      other.id !== command.id &&
      meet(other, command) &&
      keysOf(other, keymap).some((key) => overlap(key, chord)),
  );
}

/** Chords that browsers act on before a page hears of them. */
const KEPT_BY_BROWSERS = ['Mod+n', 'Mod+t', 'Mod+w', 'Mod+Shift+n', 'Mod+Shift+t', 'Mod+Shift+w'];
/** Keys that are the same in every program; Enter and Space also press buttons. */
const FIXED = /^(Shift\+)?(Escape|Tab|F6)$/;
const MODIFIER = /(^|\+)(Control|Shift|Alt|Meta|AltGraph|CapsLock|Dead|Process|Unidentified)$/;

/** Whether a key event was only a modifier, or the first half of a character. */
export const isHalf = (chord: string): boolean => MODIFIER.test(chord);

/** Why a chord cannot be given to a command, in a sentence; undefined where it can. */
export function refusalOf(
  chord: string,
  face: 'desktop' | 'browser',
  mac: boolean,
): string | undefined {
  const shown = showChord(chord, mac);
  if (FIXED.test(chord)) return `${shown} always does the same, in every program.`;
  if (face === 'browser' && KEPT_BY_BROWSERS.includes(chord)) {
    return `The browser keeps ${shown} for itself. It can be used in the desktop app.`;
  }
  return undefined;
}

/**
 * The keymap after `command` was given `chords`. Whoever else has one of them loses it.
 *
 * @param commands all of them, for what they came with.
 */
export function bind(
  commands: readonly KeyedCommand[],
  keymap: Keymap,
  command: KeyedCommand,
  chords: readonly string[],
): Keymap {
  const next: Record<string, readonly string[]> = { ...keymap };
  for (const chord of chords) {
    for (;;) {
      const owner = ownerOf(commands, next, command, chord);
      if (owner === undefined || owner.fixed === true) break;
      next[owner.id] = keysOf(owner, next).filter((key) => !overlap(key, chord));
    }
  }
  next[command.id] = [...chords];
  return tidy(commands, next);
}

/** Takes a command back to the keys it came with; whoever has them now loses them. */
export function reset(
  commands: readonly KeyedCommand[],
  keymap: Keymap,
  command: KeyedCommand,
): Keymap {
  return bind(commands, keymap, command, command.keys ?? []);
}

/** Without what is as it came. Ids that nobody knows stay: another version may. */
function tidy(commands: readonly KeyedCommand[], keymap: Keymap): Keymap {
  const byId = new Map(commands.map((command) => [command.id, command]));
  return Object.fromEntries(
    Object.entries(keymap).filter(([id]) => {
      const command = byId.get(id);
      return command === undefined || isChanged(command, keymap);
    }),
  );
}

/** A keymap as it was kept, read with care: another version or a script may have written it. */
export function readKeymap(value: unknown): Keymap {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return {};
  return Object.fromEntries(
    Object.entries(value).flatMap(([id, chords]: [string, unknown]) =>
      Array.isArray(chords) && chords.every((chord) => typeof chord === 'string')
        ? [[id, chords]]
        : [],
    ),
  );
}
