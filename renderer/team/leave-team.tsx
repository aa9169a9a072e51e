import { useState } from 'react';
import type { TeamState } from '../../preload/contract/team.ts';
import { Button } from '../ui/button.tsx';
import { ConfirmDialog } from '../ui/dialog.tsx';
import { Problem } from '../ui/problem.tsx';
import { Section } from '../ui/section.tsx';
import { toast } from '../ui/toast.tsx';
import { useSaveTeam } from './use-team.ts';

/** Nothing more goes out or comes in; what did stays. */
export function LeaveTeam({ state }: { state: TeamState }) {
  const [asking, setAsking] = useState(false);
  const save = useSaveTeam();
  return (
    <Section title="Leave">
      <p className="text-muted">
        Nothing more goes out or comes in. What you shared stays in the database, and what came here
        stays here.
      </p>
      <Button className="self-start" onClick={() => setAsking(true)}>
        Leave the team…
      </Button>
      <ConfirmDialog
        open={asking}
        onClose={() => setAsking(false)}
        title="Leave the team?"
        confirmLabel="Leave"
        danger
        onConfirm={async () => {
          await save.mutateAsync({ url: null, nodeName: state.node?.nodeName ?? 'Backstitch' });
          toast({ title: 'You left the team' });
        }}
      >
        <p>
          {state.waiting > 0
            ? 'Some of your captures have not gone out yet: they never will. '
            : ''}
          To come back, you need the URL of the database with its password again.
        </p>
        {save.error !== null && <Problem error={save.error} />}
      </ConfirmDialog>
    </Section>
  );
}
