import { linesOf } from '../../decode/json-text.ts';
import { type Reading, soleJson } from '../../decode/reading.ts';
import { readJson } from '../shape/json.ts';

/**
 * A body as a value with a shape: JSON with numbers as they were written, its records as a list, the JSON
 * inside of a form, else the form's fields. Undefined where it has none.
 */
export function bodyValue(body: Reading | undefined): { value: unknown } | undefined {
  if (body === undefined) return undefined;
  const kind = body.kind();
  if (kind === 'json') return readJson(body.decoded().text.replace(/^\uFEFF/, ''));
  if (kind === 'ndjson') {
    const lines = [...linesOf(body.decoded().text)];
    return { value: lines.flatMap((line) => readJson(line)?.value ?? []) };
  }
  if (kind !== 'form' && kind !== 'multipart') return undefined;
  const fields = body.fields();
  const sole = soleJson(fields)?.field.text ?? null;
  if (sole !== null) return readJson(sole);
  return fields.length === 0 ? undefined : { value: ofFields(fields) };
}

/** A name that comes several times is a list. */
function ofFields(fields: readonly { name: string | null; text: string | null }[]): object {
  const groups = Map.groupBy(fields, ({ name }) => name ?? '');
  return Object.fromEntries(
    [...groups].map(([name, same]) => {
      const texts = same.map(({ text }) => text ?? '');
      return [name, texts.length === 1 ? texts[0] : texts];
    }),
  );
}
