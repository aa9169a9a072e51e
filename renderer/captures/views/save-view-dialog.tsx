import { useState } from 'react';
import type { View } from '../../../preload/contract/captures/views.ts';
import { Field, TextInput } from '../../ui/field.tsx';
import { FormDialog } from '../../ui/form/form-dialog.tsx';
import { presentDisplay, resetDisplay } from '../display/display.ts';
import { useSearch } from '../search-store.ts';
import { suggestName } from './suggest-name.ts';
import { openView, saveView, useViewChange } from './use-views.ts';

/** Names what is searched for now, or gives a view another name. */
export function SaveViewDialog(props: { renamed: View | null; onClose: () => void }) {
  const { renamed } = props;
  const applied = useSearch((s) => s.applied);
  const timed = useSearch((s) => s.span !== null);
  const [name, setName] = useState(renamed?.name ?? suggestName(applied));
  const save = useViewChange(saveView, {
    onDone: (views, { search }) => {
      // A new one is the last.
      const saved = views.at(-1);
      const now = useSearch.getState();
      // Something else may be looked at by now.
      if (renamed || !saved || now.applied !== search) return;
      // What was changed belongs to the new view: the one before is as it was.
      resetDisplay(now.view);
      openView(saved);
    },
  });
  const submit = (): void => {
    save.mutate(
      renamed ? { ...renamed, name } : { ...presentDisplay(), icon: null, name, search: applied },
      { onSuccess: props.onClose },
    );
  };
  return (
    <FormDialog
      title={renamed ? 'Rename the view' : 'Save as a view'}
      action={renamed ? 'Rename' : 'Save view'}
      blocked={name.trim() === '' || save.isPending}
      error={save.error}
      onSubmit={submit}
      onClose={props.onClose}
    >
      <Field label="Name">
        <TextInput value={name} maxLength={80} onValueChange={setName} />
      </Field>
      {!renamed && (
        <p className="text-sm text-muted">
          {applied === '' ? (
            'Shows all captures.'
          ) : (
            <>
              Shows what <code className="wire text-ink">{applied}</code> finds.
            </>
          )}
          {timed && ' The time on the timeline is not kept.'}
        </p>
      )}
    </FormDialog>
  );
}
