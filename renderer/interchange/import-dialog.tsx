import { useState } from 'react';
import type {
  Import,
  ImportEntry,
  ImportProblem,
  ImportProgress,
} from '../../preload/contract/interchange/imports.ts';
import { Badge } from '../ui/badge.tsx';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { Switch } from '../ui/field.tsx';
import { formatBytes, formatCount, formatPlural } from '../ui/format.ts';
import { Problem } from '../ui/problem.tsx';
import { useNow } from '../ui/platform/use-now.ts';
import { ProgressBar } from '../ui/signs/progress-bar.tsx';
import { formatMoment } from '../ui/time/moments.ts';
import { cancelImport, importRead } from './apply-import.ts';
import { discardRead } from './importing.ts';
import { IMPORTED_AS } from './words.ts';

/** Shows what a file holds before anything of it is imported. */
export function ImportDialog({ read, open }: { read: Import; open: boolean }) {
  const [again, setAgain] = useState(false);
  const [isBusy, setBusy] = useState(false);
  const [progress, setProgress] = useState<ImportProgress | null>(null);
  const [isStopping, setStopping] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const { file, format, name } = read;
  if (file === null) return null;
  const count = again ? file.entries : file.new;
  const start = async (): Promise<void> => {
    setError(null);
    setBusy(true);
    try {
      await importRead(read, again ? 'again' : 'skip', (now) => setProgress(now.progress));
    } catch (failure) {
      setError(failure);
    } finally {
      setBusy(false);
      setStopping(false);
      setProgress(null);
    }
  };
  const cancel = async (): Promise<void> => {
    if (!isBusy) {
      discardRead();
      return;
    }
    setStopping(true);
    try {
      await cancelImport(read.id);
    } catch (failure) {
      setStopping(false);
      setError(failure);
    }
  };
  return (
    <Dialog
      open={open}
      onClose={() => {
        // What is being imported is not taken away under it.
        if (!isBusy) discardRead();
      }}
      title="Import captures"
      footer={
        <>
          {isBusy && progress !== null && (
            <Progress progress={progress} total={file.entries + file.problemCount} />
          )}
          <Button disabled={isStopping} onClick={() => void cancel()}>
            {isBusy ? (isStopping ? 'Stopping…' : 'Stop') : 'Cancel'}
          </Button>
          <Button variant="primary" disabled={isBusy || count === 0} onClick={() => void start()}>
            {isBusy ? 'Importing…' : `Import ${formatPlural(count, 'capture')}`}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-4">
        {error !== null && <Problem error={error} />}
        <div className="flex flex-col gap-1">
          <p className="[overflow-wrap:anywhere]">
            <strong className="font-semibold">{name}</strong>
            <span className="text-muted">{format !== null && `, ${IMPORTED_AS[format]}`}</span>
          </p>
          <p className="text-muted">
            {`${formatPlural(file.entries, 'capture')}: ${formatCount(file.new)} new, ${formatCount(file.known)} here already. ` +
              'Nothing imported is run, forwarded or delivered.'}
          </p>
        </div>
        {file.known > 0 && (
          <Switch
            label="Import those that are here already again"
            checked={again}
            onCheckedChange={setAgain}
          />
        )}
        <First entries={file.first} of={file.entries} />
        <Problems
          label="Not readable"
          title={`${formatPlural(file.problemCount, 'entry', 'entries')} cannot be read`}
          problems={file.problems}
        />
        <Problems
          label="Not taken"
          title={`${formatPlural(file.notTakenCount, 'capture comes', 'captures come')} in without all the file says`}
          problems={file.notTaken}
        />
        {file.notes.length > 0 && (
          <ul aria-label="To know" className="list-disc pl-5 text-sm text-muted">
            {file.notes.map((note) => (
              <li key={note}>{note}</li>
            ))}
          </ul>
        )}
      </div>
    </Dialog>
  );
}

/** How far it is, in words and as a bar. */
function Progress({ progress, total }: { progress: ImportProgress; total: number }) {
  const { added, entries, bytesRead, bytes } = progress;
  return (
    <div className="mr-auto flex min-w-0 flex-1 flex-col gap-1">
      <ProgressBar
        label="How much is imported"
        className="w-full max-w-60"
        value={entries}
        max={Math.max(1, total)}
      />
      <p role="status" className="truncate text-sm text-muted tabular-nums">
        {`${formatPlural(added, 'capture')}, ${formatBytes(bytesRead)} of ${formatBytes(bytes ?? bytesRead)}`}
      </p>
    </div>
  );
}

function First({ entries, of }: { entries: readonly ImportEntry[]; of: number }) {
  const now = useNow(true);
  const title = of > entries.length ? `The first ${entries.length}` : 'Captures';
  return (
    <section aria-label={title} className="flex flex-col gap-1">
      <h3 className="text-sm font-semibold text-muted">{title}</h3>
      <ul className="max-h-56 overflow-auto rounded-md border border-line">
        {entries.map((entry) => (
          <Entry key={entry.index} entry={entry} now={now} />
        ))}
      </ul>
    </section>
  );
}

function Entry({ entry, now }: { entry: ImportEntry; now: number }) {
  const { method, host, target, receivedAt, sizeBytes } = entry;
  const at = receivedAt === null ? 'no time' : formatMoment(receivedAt, now);
  return (
    <li className="flex items-center gap-2 border-t border-line px-2 py-1 first:border-t-0">
      <span className="wire min-w-0 flex-1 truncate" title={`${method} ${host ?? ''}${target}`}>
        <span className="font-semibold">{method}</span> {target}
      </span>
      {entry.known && <Badge tone="neutral">known</Badge>}
      {entry.rebuilt && <Badge tone="warn">rebuilt</Badge>}
      {entry.redacted && <Badge tone="warn">redacted</Badge>}
      <span className="shrink-0 text-sm text-muted tabular-nums">
        {`${formatBytes(sizeBytes)} · ${at}`}
      </span>
    </li>
  );
}

/** What is wrong with entries, or left out of them. */
function Problems({
  label,
  title,
  problems,
}: {
  label: string;
  title: string;
  problems: readonly ImportProblem[];
}) {
  if (problems.length === 0) return null;
  return (
    <section aria-label={label} className="flex flex-col gap-1">
      <h3 className="text-sm font-semibold text-warn">{title}</h3>
      <ul className="max-h-32 overflow-auto rounded-md border border-line px-2 py-1 text-sm">
        {problems.map(({ index, message }) => (
          <li key={`${index}${message}`} className="[overflow-wrap:anywhere]">
            <span className="text-muted">
              {index === null ? 'The file: ' : `Entry ${index + 1}: `}
            </span>
            {message}
          </li>
        ))}
      </ul>
    </section>
  );
}
