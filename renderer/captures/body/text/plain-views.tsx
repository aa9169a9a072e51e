import { useMemo } from 'react';
import { decodeText } from '../../../../main/decode/charsets/charset.ts';
import { readForm } from '../../../../main/decode/form-fields.ts';
import type { Told } from '../../../../main/decode/told.ts';
import { FORM_BYTES } from '../form/field-cells.ts';
import { FieldsTable } from '../form/fields-table.tsx';
import { Notice } from '../notice.tsx';
import { TextView } from './text-view.tsx';
import { prettyXml } from './xml-pretty.ts';

interface Source {
  bytes: Uint8Array;
  told: Told;
}

function useText({ bytes, told }: Source) {
  return useMemo(() => decodeText(bytes, told), [bytes, told]);
}

/** Bytes as text, by their charset; what does not fit it is said above. */
export function RawText(source: Source) {
  const { text, warning } = useText(source);
  return (
    <>
      {warning !== null && <Notice tone="warn">{warning}</Notice>}
      <TextView text={text} label="Body as text" view="raw" />
    </>
  );
}

export function XmlText(source: Source) {
  const { text, warning } = useText(source);
  const pretty = useMemo(() => prettyXml(text), [text]);
  return (
    <>
      {warning !== null && <Notice tone="warn">{warning}</Notice>}
      <TextView text={pretty} label="Formatted XML" view="pretty" />
    </>
  );
}

export function FormView({ bytes, told }: Source) {
  const form = useMemo(() => readForm(bytes.subarray(0, FORM_BYTES), told), [bytes, told]);
  return (
    <>
      {form.warning !== null && <Notice tone="warn">{form.warning}</Notice>}
      <FieldsTable fields={form.fields} label="Form fields" />
    </>
  );
}
