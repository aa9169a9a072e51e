import { useQuery } from '@tanstack/react-query';
import { useId, useState } from 'react';
import type { AnswerMatch, SuiteTarget } from '../../preload/contract/interchange/suite-cases.ts';
import { api, query } from '../api/client.ts';
import { navigate } from '../navigation/route.ts';
import { SendProblem } from '../replays/send-problem.tsx';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { Checkbox, Field, NumberInput, TextInput } from '../ui/field.tsx';
import { Choices } from '../ui/form/choices.tsx';
import { formatPlural } from '../ui/format.ts';
import { HandlerFields, NEW_HANDLER, useHandler } from './handler-fields.tsx';
import { closeTest, sourceOf, type ToTest } from './opened.ts';
import { useSuiteChange } from './use-suite-change.ts';

const MATCHES: readonly { id: AnswerMatch; label: string }[] = [
  { id: 'status', label: 'Status' },
  { id: 'shape', label: 'Shape' },
  { id: 'exact', label: 'Everything' },
];
const MATCH_HELP: Record<AnswerMatch, string> = {
  status: 'The status must be right; bodies may be anything.',
  shape: 'Bodies must have the same fields and types; values may differ.',
  exact: 'Headers and bodies must be the same, but for times, ids of requests and the like.',
};

const OF_CAPTURES =
  'Sends captures again, with fresh signatures, and compares each answer with the one before.';
const OF_VARIANTS =
  'Sends the capture as it came and then its variants, each freshly signed: all should be taken.';

/** Asks where captures are to be sent, and sends them: the button names how many, and where. */
export function TestDialog({ what }: { what: ToTest }) {
  const form = useId();
  const [search, setSearch] = useState(what.kind === 'search' ? what.search : '');
  const [limit, setLimit] = useState<number | null>(20);
  const [draft, setDraft] = useState(NEW_HANDLER);
  const handler = useHandler(draft);
  const [match, setMatch] = useState<AnswerMatch>('shape');
  const [repeat, setRepeat] = useState(false);
  const [touched, setTouched] = useState(false);
  const most = Math.min(Math.max(1, Math.trunc(limit ?? 0)), 1000);
  const found = useQuery({
    ...query.captures.count.queryOptions({ input: { search } }),
    enabled: what.kind === 'search',
  });
  const count =
    what.kind === 'search'
      ? Math.min(found.data?.count ?? 0, most)
      : what.kind === 'captures'
        ? what.ids.length
        : what.cases;
  const start = useSuiteChange(
    (to: SuiteTarget) =>
      api.suites.start({
        source: sourceOf(what, search, most),
        to,
        options: { body: match, repeat: repeat ? 3 : 1 },
      }),
    {
      done({ id }) {
        closeTest();
        navigate({ page: 'suites', id: String(id), n: null });
      },
    },
  );
  const { to } = handler;
  const blocked = to === null || count === 0 || start.isPending;
  const submit = (): void => {
    setTouched(true);
    if (!blocked) start.mutate(to);
  };
  return (
    <Dialog
      open
      onClose={closeTest}
      title={what.kind === 'suite' ? `Run “${what.name}”` : 'Test your handler'}
      description={what.kind === 'variants' ? OF_VARIANTS : OF_CAPTURES}
      footer={
        <>
          <Button onClick={closeTest}>Cancel</Button>
          <Button variant="primary" type="submit" form={form} disabled={blocked}>
            Send {formatPlural(count, 'cases' in what ? 'case' : 'capture')}
          </Button>
        </>
      }
    >
      <form
        id={form}
        noValidate
        className="flex flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        {start.error !== null && <SendProblem error={start.error} onResend={submit} />}
        <HandlerFields draft={draft} handler={handler} onChange={setDraft} showProblem={touched} />
        {what.kind === 'search' && (
          <div className="flex flex-wrap gap-3">
            <Field label="Search" className="flex min-w-48 flex-1 flex-col gap-1">
              <TextInput mono value={search} onValueChange={setSearch} placeholder="all captures" />
            </Field>
            <Field label="Newest" className="flex w-24 flex-col gap-1">
              <NumberInput value={limit} onValueChange={setLimit} />
            </Field>
          </div>
        )}
        {what.kind !== 'suite' && (
          <div className="flex flex-col gap-1">
            <span className="text-sm font-medium">What must be the same</span>
            <Choices
              label="What must be the same"
              value={match}
              onChange={setMatch}
              items={MATCHES}
            />
            <p className="text-sm text-muted">{MATCH_HELP[match]}</p>
          </div>
        )}
        <Checkbox
          checked={repeat}
          onCheckedChange={setRepeat}
          label="Send each three times"
          help="Shows which answers are flaky, and which are slower."
        />
      </form>
    </Dialog>
  );
}
