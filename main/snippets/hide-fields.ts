/** Text of a body with the values of some of its fields replaced by as many asterisks. */
export interface HiddenFields {
  bytes: Uint8Array;
  /** Whether something was replaced. */
  hidden: boolean;
}

/**
 * Hides secrets that a sender puts into a body, for what is copied out of the window. The body keeps
 * its length, so that `Content-Length` still holds.
 *
 * @param fields `json:value[].clientState`, where `[]` stands for every item, or `form:token`
 */
export function hideFields(bytes: Uint8Array, fields: readonly string[]): HiddenFields {
  const text = fields.length === 0 ? null : utf8(bytes);
  if (text === null) return { bytes, hidden: false };
  const after = fields.reduce((before, field) => {
    const name = field.slice(field.indexOf(':') + 1);
    return field.startsWith('json:') ? hideJson(before, name) : hideForm(before, name);
  }, text);
  return after === text
    ? { bytes, hidden: false }
    : { bytes: new TextEncoder().encode(after), hidden: true };
}

function utf8(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    // No text: no sender has a field in it.
    return null;
  }
}

const stars = (text: string): string => '*'.repeat(new TextEncoder().encode(text).length);

/** Every string of JSON, wherever it stands, that says one of the secrets; however it is escaped. */
function hideJson(text: string, path: string): string {
  const secrets = new Set(valuesAt(parsed(text), path.split('.')));
  if (secrets.size === 0) return text;
  return text.replace(/"(?:[^"\\]|\\.)*"/g, (literal) =>
    secrets.has(String(parsed(literal))) ? `"${stars(literal.slice(1, -1))}"` : literal,
  );
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch {
    return undefined;
  }
}

function valuesAt(value: unknown, steps: readonly string[]): string[] {
  const [step, ...rest] = steps;
  if (step === undefined) return typeof value === 'string' && value !== '' ? [value] : [];
  if (typeof value !== 'object' || value === null) return [];
  const name = step.replace(/\[\]$/, '');
  const inside: unknown = Reflect.get(value, name);
  if (name === step) return valuesAt(inside, rest);
  return Array.isArray(inside) ? inside.flatMap((item: unknown) => valuesAt(item, rest)) : [];
}

function hideForm(text: string, name: string): string {
  return text
    .split('&')
    .map((pair) => {
      const [[key] = []] = [...new URLSearchParams(pair)];
      const at = pair.indexOf('=');
      return key === name && at >= 0 ? pair.slice(0, at + 1) + stars(pair.slice(at + 1)) : pair;
    })
    .join('&');
}
