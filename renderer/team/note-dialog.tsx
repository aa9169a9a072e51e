import { useState } from 'react';
import type { TeamCapture } from '../../preload/contract/team.ts';
import { Field, TextArea } from '../ui/field.tsx';
import { FormDialog } from '../ui/form/form-dialog.tsx';
import { useNote } from './use-team.ts';
import { captureWords, markOf } from './words.ts';

/** A note on a capture, which everybody in the team reads. */
export function NoteDialog({ item, onClose }: { item: TeamCapture; onClose: () => void }) {
  // As it was opened: the version says which text was changed.
  const [was] = useState(() => markOf(item, 'note'));
  const [text, setText] = useState(was?.value ?? '');
  const save = useNote(item, onClose);
  return (
    <FormDialog
      title="Note for the team"
      size="md"
      action="Save"
      blocked={save.isPending || text.trim() === (was?.value ?? '').trim()}
      error={save.error}
      onSubmit={() => save.mutate({ value: text.trim(), version: was?.version ?? 0 })}
      onClose={onClose}
    >
      <Field
        label="Note"
        help={`On ${captureWords(item)}. Everybody in the team reads it; empty takes it away.`}
      >
        <TextArea rows={5} maxLength={10_000} value={text} onValueChange={setText} />
      </Field>
    </FormDialog>
  );
}
