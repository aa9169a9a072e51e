import { Ellipsis } from 'lucide-react';
import { useState } from 'react';
import type { SavedExpectation } from '../../preload/contract/interchange/expectations.ts';
import { useAddToProject } from '../project/use-add-to-project.ts';
import { IconButton } from '../ui/button.tsx';
import { Field, TextInput } from '../ui/field.tsx';
import { FormDialog } from '../ui/form/form-dialog.tsx';
import { Menu, type MenuItem } from '../ui/menu.tsx';
import { sayNot } from '../ui/say-not.ts';
import { duplicateExpectation, removeExpectation, renameExpectation } from './saved-actions.ts';

/** What can be done with a saved expectation. */
export function SavedMenu({ saved }: { saved: SavedExpectation }) {
  const [naming, setNaming] = useState<'rename' | 'duplicate' | null>(null);
  const { name } = saved;
  const addToProject = useAddToProject('expectations', name);
  const items: MenuItem[] = [
    { id: 'rename', label: 'Rename…', onSelect: () => setNaming('rename') },
    { id: 'duplicate', label: 'Duplicate…', onSelect: () => setNaming('duplicate') },
    ...(addToProject === undefined
      ? []
      : [{ id: 'project', label: 'Add to project', onSelect: addToProject }]),
    'separator',
    {
      id: 'delete',
      label: 'Delete',
      danger: true,
      onSelect: () => void removeExpectation(saved).catch(sayNot('Not deleted')),
    },
  ];
  return (
    <>
      <Menu
        trigger={<IconButton size="sm" label={`More for ${name}`} icon={<Ellipsis size={14} />} />}
        items={items}
      />
      {naming !== null && (
        <NameDialog saved={saved} naming={naming} onClose={() => setNaming(null)} />
      )}
    </>
  );
}

function NameDialog(props: {
  saved: SavedExpectation;
  naming: 'rename' | 'duplicate';
  onClose: () => void;
}) {
  const { saved, naming, onClose } = props;
  const isRename = naming === 'rename';
  const [name, setName] = useState(isRename ? saved.name : `${saved.name.slice(0, 95)} copy`);
  const [error, setError] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const submit = async (): Promise<void> => {
    setBusy(true);
    try {
      await (isRename ? renameExpectation : duplicateExpectation)(saved, name.trim());
      onClose();
    } catch (caught) {
      setError(caught);
    } finally {
      setBusy(false);
    }
  };
  return (
    <FormDialog
      title={isRename ? 'Rename the expectation' : 'Duplicate the expectation'}
      action={isRename ? 'Rename' : 'Duplicate'}
      blocked={name.trim() === '' || busy}
      error={error}
      onSubmit={() => void submit()}
      onClose={onClose}
    >
      <Field label="Name">
        <TextInput value={name} maxLength={100} onValueChange={setName} />
      </Field>
    </FormDialog>
  );
}
