import { useEffect, useState } from 'react';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { formatBytes, formatCount } from '../ui/format.ts';
import { ProgressBar } from '../ui/signs/progress-bar.tsx';
import { type ReadingNow, stopReading, useImportNow } from './importing.ts';

/** What is read by then was never shown: a dialog that comes and goes is a flicker. */
const LONG_MS = 150;

/** How far a file is that is being read, from its first byte on, and the way to stop it. */
export function ReadingDialog() {
  const reading = useImportNow((s) => s.reading);
  const [isLong, setLong] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLong(true), LONG_MS);
    return () => clearTimeout(timer);
  }, []);
  if (reading === null || !isLong) return null;
  const { name, sizeBytes, bytesRead, isStopping } = reading;
  return (
    <Dialog
      open
      onClose={() => void stopReading()}
      title="Import captures"
      footer={
        <Button disabled={isStopping} onClick={() => void stopReading()}>
          {isStopping ? 'Stopping…' : 'Stop'}
        </Button>
      }
    >
      <div className="flex flex-col gap-2">
        <p className="[overflow-wrap:anywhere]">
          <strong className="font-semibold">{name}</strong>
          <span className="text-muted">{`, ${formatBytes(sizeBytes)}`}</span>
        </p>
        <ProgressBar label="How much is read" value={bytesRead} max={Math.max(1, sizeBytes)} />
        <p role="status" className="text-muted tabular-nums">
          {wordsOf(reading)}
        </p>
      </div>
    </Dialog>
  );
}

function wordsOf({ step, bytesRead, sizeBytes, entries }: ReadingNow): string {
  const part = `${formatBytes(bytesRead)} of ${formatBytes(sizeBytes)}`;
  if (step === 'sending') return `Sending it to Backstitch: ${part}`;
  return `Looking through it: ${part}, ${formatCount(entries)} captures found`;
}
