import type { CustomScheme } from '../../../preload/contract/signatures.ts';
import { Checkbox, Field, NumberInput, Select, TextInput } from '../../ui/field.tsx';
import { Button } from '../../ui/button.tsx';
import type { ReadProblem } from '../../ui/read-problem.ts';
import { PRESETS } from './presets.ts';

export const FIRST_CUSTOM: CustomScheme = {
  header: 'X-Signature',
  prefix: '',
  mac: 'hmac-sha256',
  encoding: 'hex',
  key: 'utf8',
  content: '{body}',
  time: null,
  idHeader: null,
};

const MACS = [
  { value: 'hmac-sha256', label: 'HMAC-SHA256' },
  { value: 'hmac-sha1', label: 'HMAC-SHA1' },
  { value: 'hmac-sha512', label: 'HMAC-SHA512' },
  { value: 'equals', label: 'The secret itself' },
] as const;
const ENCODINGS = [
  { value: 'hex', label: 'hex' },
  { value: 'base64', label: 'base64' },
  { value: 'base64url', label: 'base64url' },
] as const;
const KEYS = [
  { value: 'utf8', label: 'as text' },
  { value: 'base64', label: 'base64, decoded' },
  { value: 'hex', label: 'hex, decoded' },
  { value: 'whsec', label: 'whsec_…, decoded' },
] as const;
const UNITS = [
  { value: 's', label: 'seconds' },
  { value: 'ms', label: 'milliseconds' },
  { value: 'rfc3339', label: 'RFC 3339' },
  { value: 'imf', label: 'HTTP date' },
] as const;

/** A scheme in the words of the table of schemes. */
export function CustomFields(props: {
  scheme: CustomScheme;
  fault: ReadProblem | null;
  onChange: (scheme: CustomScheme) => void;
}) {
  const { scheme, fault } = props;
  const change = (part: Partial<CustomScheme>): void => props.onChange({ ...scheme, ...part });
  const at = (field: string): string | null =>
    fault?.field === `custom.${field}` ? fault.message : null;
  return (
    <fieldset className="grid gap-3 rounded-lg border border-line p-3 sm:grid-cols-2">
      <legend className="px-1 text-sm font-medium">The scheme</legend>
      <div className="flex flex-wrap items-center gap-1.5 sm:col-span-2">
        <span className="text-sm text-muted">Begin with</span>
        {PRESETS.map((preset) => (
          <Button key={preset.label} size="sm" onClick={() => change(preset.scheme)}>
            {preset.label}
          </Button>
        ))}
      </div>
      <Field label="Header" error={at('header')}>
        <TextInput mono value={scheme.header} onValueChange={(header) => change({ header })} />
      </Field>
      <Field label="Prefix before the signature">
        <TextInput mono value={scheme.prefix} onValueChange={(prefix) => change({ prefix })} />
      </Field>
      <Field label="Algorithm">
        <Select options={MACS} value={scheme.mac} onValueChange={(mac) => change({ mac })} />
      </Field>
      {scheme.mac !== 'equals' && <HashFields scheme={scheme} at={at} onChange={change} />}
    </fieldset>
  );
}

/** What only a signature has: its writing, its key, its content and its time. */
function HashFields(props: {
  scheme: CustomScheme;
  at: (field: string) => string | null;
  onChange: (part: Partial<CustomScheme>) => void;
}) {
  const { scheme, at, onChange: change } = props;
  const { time } = scheme;
  return (
    <>
      <Field label="Encoding">
        <Select
          options={ENCODINGS}
          value={scheme.encoding}
          onValueChange={(encoding) => change({ encoding })}
        />
      </Field>
      <Field label="The secret is read">
        <Select options={KEYS} value={scheme.key} onValueChange={(key) => change({ key })} />
      </Field>
      <Field label="Header of the id" error={at('idHeader')}>
        <TextInput
          mono
          value={scheme.idHeader ?? ''}
          onValueChange={(text) => change({ idHeader: text === '' ? null : text })}
        />
      </Field>
      <Field
        label="Signed content"
        className="flex flex-col gap-1 sm:col-span-2"
        error={at('content')}
        help="{body} {decodedBody} (before it was compressed) {time} {id} {url} {path} {method} {header:x} {query:x} {sortedForm}"
      >
        <TextInput mono value={scheme.content} onValueChange={(content) => change({ content })} />
      </Field>
      <Checkbox
        className="sm:col-span-2"
        label="A header contains the signed time"
        checked={time !== null}
        onCheckedChange={(on) =>
          change({ time: on ? { header: 'X-Timestamp', unit: 's', windowSeconds: 300 } : null })
        }
      />
      {time !== null && (
        <>
          <Field label="Header of the time" error={at('time.header')}>
            <TextInput
              mono
              value={time.header}
              onValueChange={(header) => change({ time: { ...time, header } })}
            />
          </Field>
          <div className="flex gap-2">
            <Field label="Unit" className="flex min-w-0 flex-1 flex-col gap-1">
              <Select
                options={UNITS}
                value={time.unit}
                onValueChange={(unit) => change({ time: { ...time, unit } })}
              />
            </Field>
            <Field label="Accepted within" className="flex w-32 flex-col gap-1">
              <NumberInput
                suffix="s"
                value={time.windowSeconds}
                onValueChange={(windowSeconds) => change({ time: { ...time, windowSeconds } })}
              />
            </Field>
          </div>
        </>
      )}
    </>
  );
}
