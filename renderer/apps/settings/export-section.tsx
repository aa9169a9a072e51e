import { useMutation } from '@tanstack/react-query';
import { Download, FolderOutput } from 'lucide-react';
import { useState } from 'react';
import type { AppSummary } from '../../../preload/contract/apps.ts';
import { api } from '../../api/client.ts';
import { downloadBytes } from '../../ui/platform/download.ts';
import { Button } from '../../ui/button.tsx';
import { Checkbox, Field, TextInput } from '../../ui/field.tsx';
import { formatPlural } from '../../ui/format.ts';
import { Problem } from '../../ui/problem.tsx';
import { readProblem } from '../../ui/read-problem.ts';
import { toast } from '../../ui/toast.tsx';
import { sayNot } from '../../ui/say-not.ts';

/** Writes the app out as a folder or a zip. */
export function ExportSection({ app }: { app: AppSummary }) {
  const [directory, setDirectory] = useState('');
  const [redactSecrets, setRedact] = useState(false);
  const write = useMutation({
    mutationFn: (replace: boolean) =>
      api.apps.export({ appId: app.id, directory: directory.trim(), replace, redactSecrets }),
    onSuccess: (done) =>
      toast({
        title: `${formatPlural(done.written.length, 'file')} written`,
        description: [done.directory, ...done.warnings].join(' '),
        tone: 'good',
      }),
  });
  const zip = useMutation({
    mutationFn: () => api.apps.exportZip({ appId: app.id, redactSecrets }),
    onSuccess: (blob) => downloadBytes(blob, `${app.name}.zip`),
    onError: sayNot('Not exported'),
  });
  const refused = write.error !== null && readProblem(write.error).code === 'EXPORT_REFUSED';
  return (
    <div className="flex flex-col gap-3">
      <Checkbox
        checked={redactSecrets}
        onCheckedChange={setRedact}
        label="Leave out the secrets of webhooks"
        help="Exports contain them in clear text. Without them, set new ones after an import. Secrets and users are never exported."
      />
      <form
        className="flex items-start gap-2"
        onSubmit={(event) => {
          event.preventDefault();
          write.mutate(false);
        }}
      >
        <Field
          className="flex flex-1 flex-col gap-1"
          label="Folder"
          help="Full path. Other files in it stay."
        >
          <TextInput
            mono
            value={directory}
            onValueChange={(text) => {
              setDirectory(text);
              write.reset();
            }}
          />
        </Field>
        <Button
          className="beside-field"
          type="submit"
          icon={<FolderOutput size={14} />}
          disabled={directory.trim() === '' || write.isPending}
        >
          Export to the folder
        </Button>
      </form>
      {write.error !== null && <Problem error={write.error} />}
      {refused && (
        <div>
          <Button variant="danger" onClick={() => write.mutate(true)}>
            Export there anyway
          </Button>
        </div>
      )}
      <div>
        <Button icon={<Download size={14} />} disabled={zip.isPending} onClick={() => zip.mutate()}>
          Download a zip
        </Button>
      </div>
    </div>
  );
}
