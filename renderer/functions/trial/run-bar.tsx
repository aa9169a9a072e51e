import { Play } from 'lucide-react';
import type { AppSummary } from '../../../preload/contract/apps.ts';
import type { CaptureSummary } from '../../../preload/contract/captures.ts';
import { UserChoice } from '../../expressions/expression-editor.tsx';
import { Button } from '../../ui/button.tsx';
import { CodeEditor } from '../../ui/code/code-editor.tsx';
import { Checkbox, Field, Select } from '../../ui/field.tsx';
import { later } from '../../ui/parts/later.tsx';
import { Problem } from '../../ui/problem.tsx';
import { isMac } from '../../ui/platform/platform.ts';
import { suggestEjson } from '../../wire/json/ejson-words.ts';
import { EFFECTS } from './trial-of.ts';
import type { Trying } from './use-trial.ts';

/** The list of captures brings a combobox with it: until that is there, its place is kept. */
const CaptureChoice = later(
  'The captures',
  async () => (await import('./capture-choice.tsx')).CaptureChoice,
  () => <div className="h-8" />,
);

/** What a function runs on, and the way to run it. */
export function RunBar(props: {
  app: AppSummary;
  trying: Trying;
  captures: readonly CaptureSummary[];
  /** Whether each pause in typing compares; null where there is nothing to compare with. */
  live: boolean | null;
  onLive: (live: boolean) => void;
}) {
  const { app, trying, captures, live } = props;
  const { captureId, sideEffects } = trying;
  const own = captureId === '';
  return (
    <div className="flex shrink-0 flex-col gap-2 border-b border-line p-3">
      <div className="flex flex-wrap items-center gap-2">
        {captures.length > 0 && (
          <fieldset aria-label="Arguments" className="flex gap-1">
            <Choice
              name="From capture"
              on={!own}
              choose={() => trying.setChosen(captures[0]?.id ?? '')}
            />
            <Choice name="My own" on={own} choose={() => trying.setChosen('')} />
          </fieldset>
        )}
        <span className="flex-1" />
        <Button
          variant="primary"
          icon={<Play size={14} />}
          disabled={trying.blocked}
          onClick={trying.run}
          title={isMac ? '⌘ Enter' : 'Ctrl+Enter'}
        >
          {trying.isPending ? 'Running' : 'Run'}
        </Button>
      </div>
      {captureId === null && <div className="h-8" />}
      {captureId === '' && <OwnArguments app={app} trying={trying} />}
      {captureId !== null && captureId !== '' && (
        <CaptureChoice captures={captures} value={captureId} onChange={trying.setChosen} />
      )}
      <div className="flex flex-wrap items-center gap-x-4 gap-y-1">
        <Field label="Service calls" className="flex items-center gap-2 whitespace-nowrap">
          <Select
            className="w-28"
            value={sideEffects}
            onValueChange={trying.setEffects}
            options={EFFECTS}
          />
        </Field>
        {live !== null && (
          <span title="Compares on the last 20 captures whenever you stop typing.">
            <Checkbox label="Live" checked={live} onCheckedChange={props.onLive} />
          </span>
        )}
      </div>
      {(sideEffects !== 'record' || trying.data === undefined) && (
        <p className={sideEffects === 'live' ? 'text-sm text-warn' : 'text-sm text-muted'}>
          {EFFECTS.find((one) => one.value === sideEffects)?.help}
        </p>
      )}
      {trying.error !== null && <Problem error={trying.error} />}
    </div>
  );
}

function Choice(props: { name: string; on: boolean; choose: () => void }) {
  return (
    <Button
      size="sm"
      variant={props.on ? 'secondary' : 'ghost'}
      aria-pressed={props.on}
      onClick={props.choose}
    >
      {props.name}
    </Button>
  );
}

function OwnArguments({ app, trying }: { app: AppSummary; trying: Trying }) {
  return (
    <>
      <CodeEditor
        language="json"
        label="Arguments, an array of EJSON"
        value={trying.args}
        onChange={trying.setArgs}
        completions={suggestEjson}
        minHeight={80}
        maxHeight={200}
      />
      {trying.problem !== null && <p className="text-sm text-bad">{trying.problem}</p>}
      <p className="text-sm text-muted">
        An array, one entry for each argument. Ctrl+Space offers ObjectId, Date and other types.
      </p>
      <div className="flex">
        <UserChoice appId={app.id} value={trying.userId} onChange={trying.setUserId} />
      </div>
    </>
  );
}
