import { useMutation, useQueryClient } from '@tanstack/react-query';
import { FolderGit2 } from 'lucide-react';
import { useRef, useState } from 'react';
import type { SavedRedaction } from '../../preload/contract/interchange/redaction.ts';
import { api, query } from '../api/client.ts';
import { useAddToProject } from '../project/use-add-to-project.ts';
import { Button } from '../ui/button.tsx';
import { ConfirmDialog } from '../ui/dialog.tsx';
import { Field, TextInput } from '../ui/field.tsx';
import { FormDialog } from '../ui/form/form-dialog.tsx';
import { Problem } from '../ui/problem.tsx';
import { rulesInput } from './choices.ts';
import type { Redaction } from './use-redaction.ts';

const listKey = query.redaction.list.queryOptions().queryKey;

/** What can be done with the profile that is chosen, and with choices that no profile has yet. */
export function ProfileBar({ redaction }: { redaction: Redaction }) {
  const { name, choices, isEdited, isOwn } = redaction;
  const [asked, setAsked] = useState<'save' | 'rename' | 'delete' | null>(null);
  const cache = useQueryClient();
  const addToProject = useAddToProject('redaction', name);
  const bar = useRef<HTMLDivElement>(null);
  const save = useMutation({
    async mutationFn(to: { name: string; was?: string }): Promise<SavedRedaction> {
      if (choices === undefined) throw new Error('Nothing is chosen.');
      const saved = await api.redaction.save({ ...to, ...rulesInput(choices) });
      // Before it is chosen: what is not in the list is gone.
      cache.setQueryData(listKey, (before: SavedRedaction[] = []) => [
        ...before.filter((one) => one.name !== to.was && !isSame(one.name, saved.name)),
        saved,
      ]);
      return saved;
    },
    async onSuccess(saved) {
      redaction.choose(saved.name);
      setAsked(null);
      await cache.invalidateQueries({ queryKey: listKey });
    },
  });
  const remove = useMutation({
    mutationFn: () => api.redaction.remove({ name }),
    async onSuccess() {
      redaction.choose('default');
      await cache.invalidateQueries({ queryKey: listKey });
    },
  });
  if (name === 'none' || !(isEdited || isOwn)) return null;
  const ask = (what: typeof asked): void => {
    save.reset();
    remove.reset();
    setAsked(what);
  };
  return (
    <div
      ref={bar}
      role="group"
      tabIndex={-1}
      aria-label="Profile"
      className="flex flex-wrap items-center gap-2"
    >
      {isEdited && <span className="text-sm text-muted">Changed for this file.</span>}
      {isEdited && isOwn && (
        <Button size="sm" disabled={save.isPending} onClick={() => save.mutate({ name })}>
          Save “{name}”
        </Button>
      )}
      {isEdited && (
        <>
          <Button size="sm" onClick={() => ask('save')}>
            Save as profile…
          </Button>
          <Button size="sm" variant="ghost" onClick={redaction.discard}>
            Discard changes
          </Button>
        </>
      )}
      {isOwn && !isEdited && (
        <>
          <Button size="sm" onClick={() => ask('rename')}>
            Rename…
          </Button>
          <Button size="sm" onClick={() => ask('delete')}>
            Delete…
          </Button>
          {addToProject !== undefined && (
            <Button
              size="sm"
              icon={<FolderGit2 size={14} />}
              onClick={() => {
                // The button goes once it is added: the focus must not fall out of the dialog.
                bar.current?.focus();
                addToProject();
              }}
            >
              Add to project
            </Button>
          )}
        </>
      )}
      {asked === null && save.error !== null && <Problem error={save.error} />}
      {(asked === 'save' || asked === 'rename') && (
        <NameForm
          redaction={redaction}
          renamed={asked === 'rename'}
          isBusy={save.isPending}
          error={save.error}
          onName={(to) => save.mutate({ name: to, ...(asked === 'rename' && { was: name }) })}
          onClose={() => setAsked(null)}
        />
      )}
      <ConfirmDialog
        open={asked === 'delete'}
        onClose={() => setAsked(null)}
        title={`Delete “${name}”?`}
        confirmLabel="Delete"
        danger
        onConfirm={async () => void (await remove.mutateAsync())}
      >
        {remove.error !== null && <Problem error={remove.error} />}
        <p>
          Scripts that export with this profile will stop with an error. Files stay as they are.
        </p>
      </ConfirmDialog>
    </div>
  );
}

function NameForm(props: {
  redaction: Redaction;
  renamed: boolean;
  isBusy: boolean;
  error: unknown;
  onName: (name: string) => void;
  onClose: () => void;
}) {
  const { redaction, renamed } = props;
  const [name, setName] = useState(renamed ? redaction.name : '');
  const trimmed = name.trim();
  // Saving would put it in the place of the other without a word.
  const isTaken = redaction.profiles.some(
    (one) => isSame(one.name, trimmed) && !(renamed && one.name === redaction.name),
  );
  return (
    <FormDialog
      title={renamed ? 'Rename the profile' : 'Save as a profile'}
      action={renamed ? 'Rename' : 'Save profile'}
      blocked={trimmed === '' || isTaken || props.isBusy}
      error={props.error}
      onSubmit={() => props.onName(trimmed)}
      onClose={props.onClose}
    >
      <Field
        label="Name"
        error={isTaken ? `A profile named “${trimmed}” exists already.` : undefined}
        help="The name is written into files. Use it on the command line with --redact."
      >
        <TextInput value={name} maxLength={60} onValueChange={setName} />
      </Field>
    </FormDialog>
  );
}

const isSame = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();
