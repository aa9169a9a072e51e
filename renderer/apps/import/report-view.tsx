import type { FileChange, ImportNote, ImportReport } from '../../../preload/contract/apps.ts';
import { Badge, type Tone } from '../../ui/badge.tsx';
import { formatPlural } from '../../ui/format.ts';

const KINDS: readonly { kind: ImportNote['kind']; title: string; tone: Tone; open: boolean }[] = [
  { kind: 'failed', title: 'Could not be read', tone: 'bad', open: true },
  { kind: 'warning', title: 'Check these', tone: 'warn', open: true },
  { kind: 'unsupported', title: 'Kept, but not run here', tone: 'neutral', open: false },
  { kind: 'skipped', title: 'Skipped', tone: 'neutral', open: false },
  { kind: 'imported', title: 'Imported', tone: 'good', open: false },
];

/** What an import found, the most pressing first. */
export function ReportView({ report }: { report: ImportReport }) {
  return (
    <div className="flex flex-col gap-2">
      {KINDS.map(({ kind, title, tone, open }) => {
        const notes = report.notes.filter((note) => note.kind === kind);
        return notes.length === 0 ? null : (
          <details key={kind} open={open} className="rounded-lg border border-line">
            <summary className="flex cursor-default items-center gap-2 px-3 py-2 font-medium">
              {title} <Badge tone={tone}>{notes.length}</Badge>
            </summary>
            <ul className="max-h-64 overflow-auto border-t border-line px-3 py-2">
              {notes.map((note) => (
                <li key={`${note.path} ${note.line ?? ''} ${note.message}`} className="py-0.5">
                  {note.path !== '' && (
                    <span className="wire mr-2 break-all">
                      {note.path}
                      {note.line !== undefined && `:${note.line}`}
                    </span>
                  )}
                  <span className="text-muted">{note.message}</span>
                </li>
              ))}
            </ul>
          </details>
        );
      })}
    </div>
  );
}

const CHANGES: readonly { change: FileChange['change']; word: string; tone: Tone }[] = [
  { change: 'added', word: 'added', tone: 'good' },
  { change: 'changed', word: 'changed', tone: 'info' },
  { change: 'removed', word: 'removed', tone: 'bad' },
];

/** Which files an import changes; those that stay the same are only counted. */
export function FileChanges({ files }: { files: readonly FileChange[] }) {
  const same = files.filter((file) => file.change === 'same').length;
  const moved = files.filter((file) => file.change !== 'same');
  return (
    <details
      open={moved.length > 0 && moved.length <= 12}
      className="rounded-lg border border-line"
    >
      <summary className="flex cursor-default flex-wrap items-center gap-2 px-3 py-2 font-medium">
        Files
        {CHANGES.map(({ change, word, tone }) => {
          const count = files.filter((file) => file.change === change).length;
          return count === 0 ? null : (
            <Badge key={change} tone={tone}>
              {count} {word}
            </Badge>
          );
        })}
        {same > 0 && <span className="text-sm text-muted">{formatPlural(same, 'file')} same</span>}
      </summary>
      <ul className="max-h-64 overflow-auto border-t border-line px-3 py-2">
        {moved.map(({ path, change }) => (
          <li key={path} className="flex gap-2 py-0.5">
            <span className="w-16 shrink-0 text-sm text-muted">{change}</span>
            <span className="wire break-all">{path}</span>
          </li>
        ))}
        {moved.length === 0 && <li className="text-muted">Nothing changes.</li>}
      </ul>
    </details>
  );
}
