import type { CommandTunnel, TunnelProgram } from '../../preload/contract/tunnel.ts';
import { COMMANDS, WAYS } from '../../preload/rules/tunnel/presets.ts';
import { Checkbox, Field, Select, TextInput } from '../ui/field.tsx';
import { SecretField } from './secret-field.tsx';
import type { Typed } from './secrets.ts';
import { Terms } from './terms.tsx';
import type { ConfigMistakes } from './tunnel-config.ts';
import { usePrograms } from './use-tunnel-form.ts';

/** A program of this computer: where it is found is shown, and confirmed once. */
export function CommandFields(props: {
  command: CommandTunnel;
  change: (part: Partial<CommandTunnel>) => void;
  typed: Typed;
  onType: (part: Typed) => void;
  mistakes: ConfigMistakes;
}) {
  const { command, change, typed, onType, mistakes } = props;
  const programs = usePrograms() ?? [];
  const preset = command.preset === 'file' ? null : COMMANDS[command.preset];
  const found = programs.find((one) => one.preset === command.preset);
  return (
    <>
      <Field label="Program">
        <Select
          value={command.preset}
          options={optionsOf(programs, command.preset)}
          onValueChange={(next) =>
            change({ preset: next, program: '', token: '', urlPattern: '', publicUrl: '' })
          }
        />
      </Field>
      <Terms terms={preset ?? WAYS.file} isPreset={preset?.pattern !== undefined} />
      <Confirm
        found={found}
        isConfirmed={preset === null || (found?.program ?? null) === command.program}
        onConfirm={(program) => change({ program })}
        needsIt={preset !== null}
        mistake={mistakes['command.program'] ?? mistakes['command.preset']}
      />
      {preset !== null && preset.variable !== null && (
        <SecretField
          label="Token"
          help={`It gets it as ${preset.variable}, never as an argument.`}
          error={mistakes['command.token']}
          kept={command.token}
          typed={typed['command.token'] ?? ''}
          onType={(text) => onType({ 'command.token': text })}
          onForget={() => change({ token: '' })}
        />
      )}
      {preset !== null && preset.pattern === undefined && (
        <Field label="Public URL" error={mistakes['command.publicUrl']}>
          <TextInput
            mono
            value={command.publicUrl}
            onValueChange={(publicUrl) => change({ publicUrl })}
          />
        </Field>
      )}
      {preset?.pattern !== undefined && (
        <Field
          label="Pattern for the URL"
          error={mistakes['command.urlPattern']}
          help="Empty: that of the preset. RE2; the first group is the URL."
        >
          <TextInput
            mono
            value={command.urlPattern}
            onValueChange={(urlPattern) => change({ urlPattern })}
          />
        </Field>
      )}
    </>
  );
}

function optionsOf(programs: readonly TunnelProgram[], chosen: CommandTunnel['preset']) {
  const options = programs.map(({ preset, name, program }) => ({
    value: preset,
    label: program === null ? `${name} (not installed)` : name,
  }));
  // One that was handed over at an earlier start is still what is set.
  return options.some(({ value }) => value === chosen)
    ? options
    : [...options, { value: chosen, label: WAYS.file.label }];
}

function Confirm(props: {
  found: TunnelProgram | undefined;
  isConfirmed: boolean;
  onConfirm: (program: string) => void;
  needsIt: boolean;
  mistake: string | undefined;
}) {
  const { found, isConfirmed, onConfirm, needsIt, mistake } = props;
  if (found === undefined) return null;
  const { program, args } = found;
  return (
    <div className="flex flex-col gap-2">
      {program === null ? (
        <p className="text-sm text-warn">
          It is not found in PATH of this computer. Backstitch downloads no programs: install it,
          then open this dialog again.
        </p>
      ) : (
        <>
          <code className="wire rounded-md border border-line bg-canvas px-2 py-1.5 text-sm break-all">
            {[program, ...args].join(' ')}
          </code>
          {needsIt && (
            <Checkbox
              label={`Start ${program} on this computer`}
              checked={isConfirmed}
              onCheckedChange={(checked) => onConfirm(checked ? program : '')}
            />
          )}
        </>
      )}
      {mistake !== undefined && (
        <p role="alert" className="text-sm text-bad">
          {mistake}
        </p>
      )}
    </div>
  );
}
