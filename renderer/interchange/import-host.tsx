import { Upload } from 'lucide-react';
import { useEffect, useState } from 'react';
import type { Import } from '../../preload/contract/interchange/imports.ts';
import { later } from '../ui/parts/later.tsx';
import { sayNot } from '../ui/say-not.ts';
import { ReadingDialog } from './reading-dialog.tsx';
import { takeFile, useImportNow } from './importing.ts';

const ImportDialog = later(
  'The import',
  async () => (await import('./import-dialog.tsx')).ImportDialog,
  () => null,
);

/** Where the import dialog appears, and where files may be dropped: anywhere. Stands once in the page. */
export function ImportHost() {
  const read = useImportNow((s) => s.read);
  const isReading = useImportNow((s) => s.reading !== null);
  const isOver = useFileDrop();
  useEffect(() => {
    const take = (): void => {
      const { hash } = window.location;
      // An address of the desktop app alone.
      if (hash.startsWith('#/import/'))
        void import('./take-read.ts')
          .then(({ takeRead }) => takeRead(hash))
          .catch(sayNot('File not imported'));
    };
    take();
    window.addEventListener('hashchange', take);
    return () => window.removeEventListener('hashchange', take);
  }, []);
  // Stays with what it was about while it closes: a dialog gives the focus back by itself.
  const [last, setLast] = useState<Import | null>(read);
  if (read !== null && read !== last) setLast(read);
  return (
    <>
      {isOver && (
        <div
          role="status"
          className="pointer-events-none fixed inset-0 z-50 flex items-center justify-center bg-canvas/70"
        >
          <p className="flex items-center gap-2 rounded-lg border border-accent bg-raised px-5 py-4 text-base shadow-lg">
            <Upload size={18} aria-hidden className="text-accent-ink" />
            Drop a file to import its captures
          </p>
        </div>
      )}
      {isReading && <ReadingDialog />}
      {last !== null && <ImportDialog key={last.id} read={last} open={read !== null} />}
    </>
  );
}

/** Takes a file that is dropped where nobody else wants it. @returns whether one is held over the page */
function useFileDrop(): boolean {
  const [isOver, setOver] = useState(false);
  useEffect(() => {
    const stop = new AbortController();
    const { signal } = stop;
    const hasFiles = (event: DragEvent): boolean =>
      event.dataTransfer?.types.includes('Files') === true;
    const listen = (type: 'dragover' | 'dragleave' | 'drop', hear: (event: DragEvent) => void) =>
      window.addEventListener(type, hear, { signal });
    listen('dragover', (event) => {
      if (!hasFiles(event)) return;
      // A part of the page that takes files itself says so: this one is not for us.
      setOver(!event.defaultPrevented);
      event.preventDefault();
    });
    listen('dragleave', (event) => {
      if (event.relatedTarget === null) setOver(false);
    });
    listen('drop', (event) => {
      setOver(false);
      if (!hasFiles(event) || event.defaultPrevented) return;
      event.preventDefault();
      const file = event.dataTransfer?.files[0];
      if (file !== undefined) void takeFile(file);
    });
    return () => stop.abort();
  }, []);
  return isOver;
}
