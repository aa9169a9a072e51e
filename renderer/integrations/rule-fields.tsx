import type { IntegrationRules } from '../../preload/contract/integrations.ts';
import { Checkbox, Field, Select, TextInput } from '../ui/field.tsx';

/** The rules of an integration as they stand in a form. */
export interface RuleDraft extends Omit<IntegrationRules, 'primaryKey'> {
  /** Fields separated by commas. */
  keys: string;
}

const RESERVED_HELP: Record<IntegrationRules['reservedNames'], string> = {
  'reject-record': 'Such as price__it or _sdc_x: the record is rejected, as Stitch does it.',
  'reject-field': 'Such as price__it or _sdc_x: its record is loaded, and the field is rejected.',
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
        help="A field at the top of every event that names it, such as id. Several, if it takes several: a, b. Leave it empty and each row gets a generated key."
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
            ? 'Every event is a row of its own. The newest of each key is in data_latest.'
            : 'One row for each key: a newer event replaces the older one. Without a key, rows are appended.'
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
            ? 'Kept as JSON text, as they were sent; json_extract reads them.'
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
        label="Fields called like columns of Backstitch"
        help={RESERVED_HELP[draft.reservedNames]}
      >
        <Select
          value={draft.reservedNames}
          onValueChange={(reservedNames) => onChange({ ...draft, reservedNames })}
          options={[
            { value: 'reject-record', label: 'Reject the record' },
            { value: 'reject-field', label: 'Leave the field out' },
            { value: 'rename', label: 'Call the field otherwise' },
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
        label="Take only application/json"
      />
      <Checkbox
        checked={draft.jsonInForms}
        onCheckedChange={(jsonInForms) => onChange({ ...draft, jsonInForms })}
        label="Take JSON that stands in a field of a form, as Mandrill and Slack send it"
      />
    </>
  );
}
