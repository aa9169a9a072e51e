import { useMutation } from '@tanstack/react-query';
import type { AppSummary } from '../../../preload/contract/apps.ts';
import { api } from '../../api/client.ts';
import { Button } from '../../ui/button.tsx';
import { Field, TextInput } from '../../ui/field.tsx';
import { formatClock } from '../../ui/format.ts';
import { useEdited } from '../../ui/form/use-edited.ts';
import { readProblem } from '../../ui/read-problem.ts';
import { useKeepApp } from '../../app-model/use-apps.ts';

/** Follows the directory of an app, or stops to. */
export function WatchSection({ app }: { app: AppSummary }) {
  const [directory, setDirectory] = useEdited(app.directory ?? '');
  const keep = useKeepApp();
  const watch = useMutation({
    mutationFn: (path: string) => api.apps.watch({ appId: app.id, directory: path }),
    onSuccess: keep,
  });
  const state = app.watch;
  if (state !== null) {
    return (
      <div className="flex flex-col gap-2">
        <p>
          Follows <span className="wire break-all">{state.directory}</span>
          {state.lastReadAt !== null && `, last read at ${formatClock(state.lastReadAt)}`}. Changes
          made here are written back to it.
        </p>
        {state.problem !== null && (
          <p role="alert" className="rounded-lg bg-warn-soft px-3 py-2 text-warn">
            {state.problem}
          </p>
        )}
        <div>
          <Button disabled={watch.isPending} onClick={() => watch.mutate('')}>
            Stop following
          </Button>
        </div>
      </div>
    );
  }
  return (
    <form
      className="flex items-start gap-2"
      onSubmit={(event) => {
        event.preventDefault();
        watch.mutate(directory.trim());
      }}
    >
      <Field
        className="flex flex-1 flex-col gap-1"
        label="Folder to follow"
        help="Backstitch reads the app again when a file in it changes."
        error={watch.error === null ? undefined : readProblem(watch.error).message}
      >
        <TextInput mono value={directory} onValueChange={setDirectory} />
      </Field>
      <Button
        className="beside-field"
        type="submit"
        disabled={directory.trim() === '' || watch.isPending}
      >
        Follow
      </Button>
    </form>
  );
}
