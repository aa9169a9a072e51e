/** What of a key event makes its chord. */
export type Keys = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'>;

/**
 * Writes a key event as a chord: `j`, `?`, `Shift+ArrowDown`, `Mod+k`. `Mod` is Ctrl or, on a Mac,
 * Cmd. Shift is left out where the character itself tells it, and letters are small: Caps Lock must
 * not switch the keys off.
 */
export function readChord(event: Keys): string {
  const character = event.key.length === 1 && event.key !== ' ';
  const key = event.key === ' ' ? 'Space' : character ? event.key.toLowerCase() : event.key;
  const letter = character && event.key.toLowerCase() !== event.key.toUpperCase();
  const parts = [
    event.ctrlKey || event.metaKey ? 'Mod' : '',
    event.altKey ? 'Alt' : '',
    event.shiftKey && (!character || letter) ? 'Shift' : '',
    key,
  ];
  return parts.filter((part) => part !== '').join('+');
}

const NAMES: Record<string, string> = {
  ArrowDown: '↓',
  ArrowUp: '↑',
  Escape: 'Esc',
  Delete: 'Del',
  PageDown: 'PgDn',
  PageUp: 'PgUp',
};

/** A chord for people, its keys apart by spaces: `⌘ K` on a Mac, `Ctrl K` elsewhere. */
export function showChord(chord: string, mac: boolean): string {
  return chord
    .split('+')
    .map((key) => {
      if (key === 'Mod') return mac ? '⌘' : 'Ctrl';
      if (key === 'Shift' && mac) return '⇧';
      return NAMES[key] ?? (chord.startsWith('Mod') ? key.toUpperCase() : key);
    })
    .join(' ');
}
