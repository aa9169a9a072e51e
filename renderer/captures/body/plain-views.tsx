import { useMemo } from 'react';
import { decodeText } from './charset.ts';
import { FieldsTable } from './fields-table.tsx';
import { formFields } from './form-fields.ts';
import { latin1Of } from './latin1.ts';
import { Notice } from './notice.tsx';
import { TextView } from './text-view.tsx';
import { prettyXml } from './xml-pretty.ts';

interface Source {
  bytes: Uint8Array;
  contentType: string | null;
}

function useText({ bytes, contentType }: Source) {
  return useMemo(() => decodeText(bytes, contentType), [bytes, contentType]);
}

/** Bytes as text, by their charset; what does not fit it is said above. */
export function RawText(source: Source) {
  const { text, warning } = useText(source);
  return (
    <>
      {warning !== null && <Notice tone="warn">{warning}</Notice>}
      <TextView text={text} label="Body as text" />
    </>
  );
}

export function XmlText(source: Source) {
  const { text, warning } = useText(source);
  const pretty = useMemo(() => prettyXml(text), [text]);
  return (
    <>
      {warning !== null && <Notice tone="warn">{warning}</Notice>}
      <TextView text={pretty} label="Formatted XML" />
    </>
  );
}

export function FormView({ bytes }: { bytes: Uint8Array }) {
  // A file upload under the wrong type would make a million rows of nonsense: its start will do.
  const fields = useMemo(() => formFields(latin1Of(bytes.subarray(0, 2_000_000))), [bytes]);
  return <FieldsTable fields={fields} label="Form fields" />;
}
