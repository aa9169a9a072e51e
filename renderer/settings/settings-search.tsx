import { SETTINGS_NAMES } from '../../preload/rules/settings-parts.ts';
import { SETTINGS_ROWS, type SettingsRow } from '../../preload/rules/settings-rows.ts';
import { formatRoute } from '../navigation/route.ts';

/** The settings that a text finds in label, help, part or the words people use for them. */
export function findSettings(
  typed: string,
  rows: readonly SettingsRow[] = SETTINGS_ROWS,
): SettingsRow[] {
  const words = typed
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  if (words.length === 0) return [];
  return rows.filter(({ part, label, help, words: also }) => {
    const text = [label, help ?? '', SETTINGS_NAMES[part], ...also].join(' ').toLowerCase();
    return words.every((word) => text.includes(word));
  });
}

/** What the search of the settings finds: each leads to its part. */
export function FoundSettings({ typed, shown }: { typed: string; shown: readonly string[] }) {
  const found = findSettings(typed).filter(({ part }) => shown.includes(part));
  if (found.length === 0) return <p className="text-muted">No setting found.</p>;
  return (
    <ul
      aria-label="Settings found"
      className="divide-y divide-line rounded-lg border border-line bg-surface"
    >
      {found.map(({ id, part, label, help }) => (
        <li key={id}>
          <a
            href={formatRoute({ page: 'settings', section: part })}
            className="flex flex-col px-3 py-2 hover:bg-hover"
          >
            <span>
              <span className="font-medium">{label}</span>{' '}
              <span className="text-sm text-muted">· {SETTINGS_NAMES[part]}</span>
            </span>
            {help !== undefined && <span className="text-sm text-muted">{help}</span>}
          </a>
        </li>
      ))}
    </ul>
  );
}
