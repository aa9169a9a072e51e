import { useMemo } from 'react';
import { type BodyKind } from '../../../../main/decode/body-kind.ts';
import { decodeText, formCharsetOf } from '../../../../main/decode/charsets/charset.ts';
import { CHARSETS } from '../../../../main/decode/charsets/charset-names.ts';
import type { Told } from '../../../../main/decode/told.ts';
import { Select } from '../../../ui/form/inputs.tsx';

/** What a person chose for bodies of a place, and how to choose. */
export interface CharsetPick {
  chosen: string | null;
  choose: (charset: string | null) => void;
}

/** Enough of a body to see what it says of itself. */
const HEAD = 64 * 1024;

function useAutomatic(bytes: Uint8Array, contentType: Told['contentType'], kind: BodyKind) {
  return useMemo(() => {
    const head = bytes.subarray(0, HEAD);
    const read = kind === 'form' ? formCharsetOf : decodeText;
    return read(head, { contentType });
  }, [bytes, contentType, kind]);
}

/** Chooses the charset of a body; the choice holds for the endpoint it came to. */
export function CharsetSelect(props: {
  bytes: Uint8Array;
  contentType: Told['contentType'];
  kind: BodyKind;
  pick: CharsetPick;
}) {
  const { chosen, choose } = props.pick;
  const { charset, from } = useAutomatic(props.bytes, props.contentType, props.kind);
  const known = CHARSETS.some((one) => one.charset === chosen);
  const others = chosen === null || known ? [] : [{ charset: chosen, label: chosen }];
  return (
    <Select
      aria-label="Charset of bodies of this endpoint"
      className="h-6! w-32! text-sm!"
      title={`${charset} (${from})`}
      value={chosen ?? 'auto'}
      onValueChange={(value) => choose(value === 'auto' ? null : value)}
      options={[
        {
          value: 'auto',
          label: from === 'default' ? `Charset: ${charset}` : `Charset: ${charset} (${from})`,
        },
        ...[...others, ...CHARSETS].map((one) => ({ value: one.charset, label: one.label })),
      ]}
    />
  );
}
