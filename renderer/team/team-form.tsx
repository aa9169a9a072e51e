import { useState } from 'react';
import type { TeamState } from '../../preload/contract/team.ts';
import { Button } from '../ui/button.tsx';
import { Checkbox, Field, Select, TextInput } from '../ui/field.tsx';
import { Problem } from '../ui/problem.tsx';
import { readProblem } from '../ui/read-problem.ts';
import { type History, mistakesOf, settingsOf, type TeamDraft } from './draft.ts';
import { RuleList } from './rule-list.tsx';
import { useSaveTeam } from './use-team.ts';

const HISTORY_OPTIONS: { value: History; label: string }[] = [
  { value: 'now', label: 'From now on' },
  { value: '1', label: 'Also those of the last day' },
  { value: '7', label: 'Also those of the last 7 days' },
  { value: '30', label: 'Also those of the last 30 days' },
  { value: '365', label: 'Also those of the last 365 days' },
];

/** How one takes part; in no team yet, it joins one. */
export function TeamForm(props: {
  state: TeamState;
  draft: TeamDraft;
  onChange: (draft: TeamDraft) => void;
  onSaved: () => void;
}) {
  const { state, draft, onSaved } = props;
  const [tried, setTried] = useState(false);
  const save = useSaveTeam();
  const isIn = state.url !== null;
  const mistakes = mistakesOf(draft);
  const problem = save.error === null ? undefined : readProblem(save.error);
  const wrongIn = (field: 'url' | 'nodeName'): string | undefined =>
    (tried ? mistakes[field] : undefined) ??
    (problem?.field === field ? problem.message : undefined);
  const change = (part: Partial<TeamDraft>): void => props.onChange({ ...draft, ...part });
  return (
    <form
      aria-label={isIn ? 'How you take part' : 'Join a team'}
      noValidate
      className="flex flex-col gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        setTried(true);
        if (Object.keys(mistakes).length > 0) return;
        // Having joined, how it stands is said above the form.
        save.mutate(settingsOf(draft, state), isIn ? { onSuccess: onSaved } : {});
      }}
    >
      <Field
        label="URL of the database"
        error={wrongIn('url')}
        help="PostgreSQL 14 or newer. Kept with its password on this computer, and shown without it."
      >
        <TextInput
          mono
          value={draft.url}
          onValueChange={(url) => change({ url })}
          placeholder="postgresql://anna:password@db.example/team"
        />
      </Field>
      <Field
        label="Your name in the team"
        error={wrongIn('nodeName')}
        help="How the others see this Backstitch."
      >
        <TextInput
          maxLength={60}
          value={draft.nodeName}
          onValueChange={(nodeName) => change({ nodeName })}
          placeholder="Anna"
        />
      </Field>
      <Field
        label="What is cut out before anything leaves"
        help={
          draft.redaction === 'standard'
            ? 'Credentials, secrets that Backstitch knows, and every header and field whose name tells of a secret.'
            : 'Only credentials of app users, tokens in URLs and secrets that Backstitch knows. The rest leaves byte for byte.'
        }
      >
        <Select
          value={draft.redaction}
          onValueChange={(redaction) => change({ redaction })}
          options={[
            { value: 'standard', label: 'Standard' },
            { value: 'exact', label: 'Exact' },
          ]}
        />
      </Field>
      <RuleList rules={draft.rules} onChange={(rules) => change({ rules })} />
      {!isIn && (
        <Field label="Which captures you share">
          <Select
            value={draft.history}
            onValueChange={(history) => change({ history })}
            options={HISTORY_OPTIONS}
          />
        </Field>
      )}
      <Checkbox
        label="Follow relays"
        help="What a relay of the team receives comes here by itself."
        checked={draft.followRelays}
        onCheckedChange={(followRelays) => change({ followRelays })}
      />
      {state.node?.kind === 'relay' && (
        <Checkbox
          label="Answer webhooks once the team has them too"
          help="While the database is away, each webhook waits 5 seconds, and then its sender is asked to send it again. Otherwise it is enough that it is on this disk."
          checked={draft.ack === 'team'}
          onCheckedChange={(waits) => change({ ack: waits ? 'team' : 'local' })}
        />
      )}
      <Checkbox
        label="Show what I have open"
        help="The others see which capture of the team you have open on the page Team."
        checked={draft.viewing}
        onCheckedChange={(viewing) => change({ viewing })}
      />
      <Checkbox
        label="Check the certificate of the database"
        help="Without it, somebody between you and the database could read along. Not needed for a database on this computer."
        checked={draft.checkCertificate}
        onCheckedChange={(checkCertificate) => change({ checkCertificate })}
      />
      {problem !== undefined && problem.field !== 'url' && problem.field !== 'nodeName' && (
        <Problem error={save.error} />
      )}
      <div className="flex justify-end">
        <Button type="submit" variant="primary" disabled={save.isPending}>
          {isIn ? 'Save' : 'Join'}
        </Button>
      </div>
    </form>
  );
}
