import { Trash2 } from 'lucide-react';
import { useState } from 'react';
import type { AppSummary } from '../../preload/contract/apps.ts';
import type { PartProps } from '../app-model/part-props.ts';
import { useRemoveApp } from '../app-model/use-apps.ts';
import { Button } from '../ui/button.tsx';
import { ConfirmDialog } from '../ui/dialog.tsx';
import { Section } from '../ui/section.tsx';
import { AppSettingsForm } from './settings/app-settings-form.tsx';

/** How an app runs here, and the way to delete it. */
export function SettingsPart({ app }: PartProps) {
  return (
    <div className="flex max-w-3xl flex-col gap-6 px-4 sm:px-6 py-5">
      <Section title="How it runs here" help="Only on this computer. Not exported.">
        <AppSettingsForm app={app} />
      </Section>
      <Section title="Delete">
        <RemoveApp app={app} />
      </Section>
    </div>
  );
}

function RemoveApp({ app }: { app: AppSummary }) {
  const [asking, setAsking] = useState(false);
  const remove = useRemoveApp();
  return (
    <div>
      <Button variant="danger" icon={<Trash2 size={14} />} onClick={() => setAsking(true)}>
        Delete this app
      </Button>
      <ConfirmDialog
        open={asking}
        onClose={() => setAsking(false)}
        title={`Delete ${app.name}?`}
        confirmLabel="Delete"
        danger
        onConfirm={async () => {
          // A failure is said by the mutation itself.
          await remove.mutateAsync(app).catch(() => undefined);
        }}
      >
        Its webhooks stop answering at once. Its captures and the folder it came from stay.
      </ConfirmDialog>
    </div>
  );
}
