export interface SearchOption {
  value: string;
  label: string;
  /** Behind the label, muted. */
  detail?: string;
  /** What is looked for beside the label, in lower case. */
  words?: string;
}

/** Options under a heading. An option may stand in several. */
export interface SearchSection {
  label: string;
  options: readonly SearchOption[];
}

// A type, not an interface: the combobox asks for one that could have other keys too.
type SearchGroup = {
  label: string;
  items: readonly SearchOption[];
};

/**
 * What has all words that were typed; first in each group what is meant most likely: `svix-id` is a
 * header of many, but Svix is called like it.
 */
export function found(groups: readonly SearchGroup[], typed: string): SearchGroup[] {
  return groups
    .map(({ label, items }) => ({
      label,
      items: items
        .filter((option) => fits(option, typed))
        .toSorted((a, b) => likeness(b, typed) - likeness(a, typed)),
    }))
    .filter(({ items }) => items.length > 0);
}

/** Whether all words that were typed are in an option. */
export function fits({ label, words = '' }: SearchOption, typed: string): boolean {
  const text = `${label.toLowerCase()} ${words}`;
  return typed
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}

function likeness({ label, value }: SearchOption, typed: string): number {
  const wanted = typed.trim().toLowerCase();
  const name = label.toLowerCase();
  if (wanted === '') return 0;
  if (name === wanted || value === wanted) return 3;
  if (name.startsWith(wanted) || value.startsWith(wanted)) return 2;
  return value !== '' && wanted.split(/[^a-z0-9]+/).includes(value) ? 1 : 0;
}
