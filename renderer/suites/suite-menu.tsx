import { Ellipsis } from 'lucide-react';
import { useState } from 'react';
import type { Suite } from '../../preload/contract/interchange/suites.ts';
import type { AnswerMatch } from '../../preload/contract/interchange/suite-cases.ts';
import { api } from '../api/client.ts';
import { Button, IconButton } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { Field, Select, TextArea, TextInput } from '../ui/field.tsx';
import { FormDialog } from '../ui/form/form-dialog.tsx';
import { Menu } from '../ui/menu.tsx';
import { ExportDialog } from './folder-dialogs.tsx';
import { useSuiteChange } from './use-suite-change.ts';

const MATCHES: readonly { value: AnswerMatch; label: string }[] = [
  { value: 'status', label: 'Status' },
  { value: 'shape', label: 'Status and shape of the body' },
  { value: 'exact', label: 'Everything' },
];

/** What can be done with a suite. */
export function SuiteMenu({ suite }: { suite: Suite }) {
  const [open, setOpen] = useState<'edit' | 'export' | 'remove' | null>(null);
  const close = (): void => setOpen(null);
  return (
    <>
      <Menu
        trigger={
          <IconButton size="sm" label={`More for ${suite.name}`} icon={<Ellipsis size={14} />} />
        }
        items={[
          { id: 'edit', label: 'Edit…', onSelect: () => setOpen('edit') },
          { id: 'export', label: 'Write to a folder…', onSelect: () => setOpen('export') },
          'separator',
          { id: 'remove', label: 'Delete…', danger: true, onSelect: () => setOpen('remove') },
        ]}
      />
      {open === 'edit' && <EditDialog suite={suite} onClose={close} />}
      {open === 'export' && <ExportDialog suite={suite} onClose={close} />}
      {open === 'remove' && <RemoveDialog suite={suite} onClose={close} />}
    </>
  );
}

function EditDialog({ suite, onClose }: { suite: Suite; onClose: () => void }) {
  const [name, setName] = useState(suite.name);
  const [body, setBody] = useState<AnswerMatch>(suite.body);
  const [ignore, setIgnore] = useState(suite.ignore.join('\n'));
  const save = useSuiteChange(
    () => {
      const paths = ignore.split('\n').map((line) => line.trim());
      const given = { id: suite.id, name: name.trim(), body };
      return api.suites.update({ ...given, ignore: paths.filter((path) => path !== '') });
    },
    { done: onClose },
  );
  return (
    <FormDialog
      title="Edit the suite"
      action="Save"
      blocked={name.trim() === '' || save.isPending}
      error={save.error}
      onSubmit={() => save.mutate(undefined)}
      onClose={onClose}
    >
      <Field label="Name">
        <TextInput value={name} maxLength={100} onValueChange={setName} />
      </Field>
      <Field label="What must be the same">
        <Select value={body} onValueChange={setBody} options={MATCHES} />
      </Field>
      <Field
        label="Paths that may differ"
        help="One in each line, such as body.id or header.x-served."
      >
        <TextArea mono rows={3} value={ignore} onValueChange={setIgnore} />
      </Field>
    </FormDialog>
  );
}

function RemoveDialog({ suite, onClose }: { suite: Suite; onClose: () => void }) {
  const remove = useSuiteChange(() => api.suites.remove({ id: suite.id }), {
    failed: 'Not deleted',
    done: onClose,
  });
  return (
    <Dialog
      open
      onClose={onClose}
      size="sm"
      title={`Delete “${suite.name}”?`}
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button
            variant="danger"
            disabled={remove.isPending}
            onClick={() => remove.mutate(undefined)}
          >
            Delete
          </Button>
        </>
      }
    >
      <p>Its cases and expected answers go. Captures, and folders it was written to, stay.</p>
    </Dialog>
  );
}
