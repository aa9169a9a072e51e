import { FileArchive } from 'lucide-react';
import { useId, useState } from 'react';
import { Button } from '../../ui/button.tsx';
import { cx } from '../../ui/cx.ts';
import { Field, TextInput } from '../../ui/field.tsx';
import { formatBytes } from '../../ui/format.ts';
import type { ImportSource } from './import-draft.ts';

/** A folder by its path, or a zip that is chosen or dropped. */
export function ImportSourceFields(props: {
  source: ImportSource;
  onChange: (source: ImportSource) => void;
  onSubmit: () => void;
}) {
  const { source, onChange } = props;
  const input = useId();
  const [over, setOver] = useState(false);
  const take = (file: File | undefined): void => {
    if (file !== undefined) onChange({ kind: 'zip', zip: file });
  };
  return (
    <form
      className="flex flex-col gap-3"
      onSubmit={(event) => {
        event.preventDefault();
        props.onSubmit();
      }}
    >
      <Field
        label="Folder"
        help="Full path of the exported directory or .zip, on the computer that runs Backstitch."
      >
        <TextInput
          mono
          value={source.kind === 'directory' ? source.directory : ''}
          placeholder="/home/me/my-app"
          onValueChange={(directory) => onChange({ kind: 'directory', directory })}
        />
      </Field>
      <div
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={(event) => {
          event.preventDefault();
          setOver(false);
          take(event.dataTransfer.files[0]);
        }}
        className={cx(
          'flex flex-wrap items-center gap-3 rounded-lg border border-dashed px-3 py-3',
          over ? 'border-accent bg-selected' : 'border-line-strong/60',
        )}
      >
        <FileArchive size={18} className="text-muted" aria-hidden />
        <span className="min-w-0 flex-1 text-muted">
          {source.kind === 'zip'
            ? `${source.zip.name}, ${formatBytes(source.zip.size)}`
            : 'Or drop a zip here.'}
        </span>
        <input
          id={input}
          type="file"
          accept=".zip,application/zip"
          className="sr-only"
          tabIndex={-1}
          aria-label="Zip file"
          onChange={(event) => take(event.target.files?.[0])}
        />
        <Button
          size="sm"
          onClick={() => document.querySelector<HTMLInputElement>(`#${CSS.escape(input)}`)?.click()}
        >
          Choose a zip
        </Button>
      </div>
    </form>
  );
}
