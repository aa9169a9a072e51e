/** What of a key event makes its chord. */
export type Keys = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'> & {
  code?: string;
  getModifierState?: (key: 'AltGraph') => boolean;
};

/**
 * Whether the character needs Alt or AltGr on this keyboard, as `|` does on many: those keys are held
 * for it then, and mean nothing by themselves. Windows tells of AltGr as Ctrl and Alt.
 */
function isComposed(event: Keys): boolean {
  if (!/^.$/u.test(event.key)) return false;
  if (event.getModifierState?.('AltGraph') === true) return true;
  // A Mac has no AltGr: Option and the key of a digit write a sign.
  const alone = event.altKey && !event.ctrlKey && !event.metaKey;
  return alone && event.code?.startsWith('Digit') === true && !/^[\p{L}\p{N}]$/u.test(event.key);
}

/**
 * Writes a key event as a chord: `j`, `?`, `Shift+ArrowDown`, `Mod+k`. `Mod` is Ctrl or, on a Mac,
 * Cmd. Shift is left out where the character itself tells it, and letters are small: Caps Lock must
 * not switch the keys off.
 */
export function readChord(event: Keys): string {
  if (isComposed(event)) return event.key.toLowerCase();
  // A Mac writes signs by Alt and a letter: what is meant then is the letter of the key.
  const typed = event.altKey
    ? (/^Key([A-Z])$/.exec(event.code ?? '')?.[1] ?? event.key)
    : event.key;
  const character = typed.length === 1 && typed !== ' ';
  const key = typed === ' ' ? 'Space' : character ? typed.toLowerCase() : typed;
  const letter = character && typed.toLowerCase() !== typed.toUpperCase();
  const parts = [
    event.ctrlKey || event.metaKey ? 'Mod' : '',
    event.altKey ? 'Alt' : '',
    event.shiftKey && (!character || letter) ? 'Shift' : '',
    key,
  ];
  return parts.filter((part) => part !== '').join('+');
}

/** How long the second key of a sequence may take. */
export const SEQUENCE_MS = 1500;

/**
 * Reads sequences such as `g c`: gives the command's keys that end here, and what is waited for.
 *
 * @param begun the first key of a sequence, if one was pressed within SEQUENCE_MS; else null.
 * @param known all keys of commands: chords, and sequences of two with a space between.
 */
export function readSequence(
  begun: string | null,
  chord: string,
  known: ReadonlySet<string>,
): { keys: string | null; begun: string | null } {
  const both = `${begun} ${chord}`;
  if (begun !== null && known.has(both)) return { keys: both, begun: null };
  if (known.has(chord)) return { keys: chord, begun: null };
  const begins = [...known].some((keys) => keys.startsWith(`${chord} `));
  return { keys: null, begun: begins ? chord : null };
}

const NAMES: Record<string, string> = {
  ArrowDown: '↓',
  ArrowUp: '↑',
  Escape: 'Esc',
  Delete: 'Del',
  PageDown: 'PgDn',
  PageUp: 'PgUp',
  ContextMenu: 'Menu',
};

/** A chord for people, its keys apart by spaces: `⌘ K` on a Mac, `Ctrl K` elsewhere. */
export function showChord(chord: string, mac: boolean): string {
  return chord
    .split('+')
    .map((key) => {
      if (key === 'Mod') return mac ? '⌘' : 'Ctrl';
      if (key === 'Shift' && mac) return '⇧';
      return NAMES[key] ?? (chord.startsWith('Mod') && key.length === 1 ? key.toUpperCase() : key);
    })
    .join(' ');
}
