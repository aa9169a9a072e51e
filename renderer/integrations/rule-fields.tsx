import type { IntegrationRules } from '../../preload/contract/integrations.ts';
import { Checkbox, Field, Select, TextInput } from '../ui/field.tsx';

/** The rules of an integration as they stand in a form. */
export interface RuleDraft extends Omit<IntegrationRules, 'primaryKey'> {
  /** Fields separated by commas. */
  keys: string;
}

const RESERVED_HELP: Record<IntegrationRules['reservedNames'], string> = {
  'reject-record': 'E.g. price__it or _sdc_x. Rejects the record, as Stitch did.',
  'reject-field': 'E.g. price__it or _sdc_x. Loads the record without the field.',
  rename: 'price__it becomes price__it_, and _sdc_x becomes x_sdc_x.',
};

export const keysOf = (text: string): string[] =>
  text
    .split(',')
    .map((key) => key.trim())
    .filter((key) => key !== '');

/** Fields for the rules; with a fault at the field it belongs to. */
export function RuleFields(props: {
  part: 'key' | 'loading';
  draft: RuleDraft;
  onChange: (draft: RuleDraft) => void;
  fault: { field?: string | undefined; message: string } | null;
}) {
  const { draft, onChange } = props;
  if (props.part === 'key') {
    return (
      <Field
        label="Primary key"
        help="Top-level fields that identify a row, e.g. id. Empty: a generated key."
        error={props.fault?.field === 'primaryKey' ? props.fault.message : undefined}
      >
        <TextInput
          mono
          value={draft.keys}
          onValueChange={(keys) => onChange({ ...draft, keys })}
          placeholder="id"
        />
      </Field>
    );
  }
  return (
    <>
      <Field
        label="Loading"
        help={
          draft.loading === 'append'
            ? 'Every event becomes a row. data_latest has the newest of each key.'
            : 'One row per key: a newer event replaces the older one. Without a key, rows are appended.'
        }
      >
        <Select
          value={draft.loading}
          onValueChange={(loading) => onChange({ ...draft, loading })}
          options={[
            { value: 'append', label: 'Append' },
            { value: 'upsert', label: 'Upsert' },
          ]}
        />
      </Field>
      <Field
        label="Objects and arrays"
        help={
          draft.nested === 'json'
            ? 'Kept as JSON text, as sent. Read them with json_extract.'
            : 'Objects flatten to parent__child, arrays become tables data__….'
        }
      >
        <Select
          value={draft.nested}
          onValueChange={(nested) => onChange({ ...draft, nested })}
          options={[
            { value: 'json', label: 'One column with JSON' },
            { value: 'relational', label: 'Columns and subtables' },
          ]}
        />
      </Field>
      <Field
        label="Fields named like Backstitch’s columns"
        help={RESERVED_HELP[draft.reservedNames]}
      >
        <Select
          value={draft.reservedNames}
          onValueChange={(reservedNames) => onChange({ ...draft, reservedNames })}
          options={[
            { value: 'reject-record', label: 'Reject the record' },
            { value: 'reject-field', label: 'Leave the field out' },
            { value: 'rename', label: 'Rename the field' },
          ]}
        />
      </Field>
      <Checkbox
        checked={draft.detectTimestamps}
        onCheckedChange={(detectTimestamps) => onChange({ ...draft, detectTimestamps })}
        label="Read full date-times in strings as timestamps"
      />
      <Checkbox
        checked={draft.strictTypes}
        onCheckedChange={(strictTypes) => onChange({ ...draft, strictTypes })}
        label="Accept only application/json"
      />
      <Checkbox
        checked={draft.jsonInForms}
        onCheckedChange={(jsonInForms) => onChange({ ...draft, jsonInForms })}
        label="Accept JSON inside a form field, as Mandrill and Slack send it"
      />
    </>
  );
}
