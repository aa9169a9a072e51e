import type { MacScheme, Provider, Scheme, SignatureForm } from './scheme.ts';

/**
 * Headers that requests of a provider carry, in lower case: its signature, time, id, event, and what
 * travels beside them. People know a provider by them.
 */
export function headersOf({ schemes, event, delivery, retry }: Provider): string[] {
  const said = [event, delivery, retry].flatMap((text) => referred(text ?? ''));
  const names = [...schemes.flatMap(ofScheme), ...said].map((name) => name.toLowerCase());
  return [...new Set(names)];
}

function ofScheme(scheme: Scheme): string[] {
  if (scheme.kind === 'token') return scheme.basic === true ? [] : referred(scheme.from);
  return scheme.kind === 'mac' ? ofMac(scheme) : [];
}

function ofMac({ form, time, id, companions = [] }: MacScheme): string[] {
  return [
    ...ofForm(form),
    ...referred(time?.from ?? ''),
    ...referred(id ?? ''),
    ...companions.map(([name]) => name),
  ];
}

function ofForm(form: SignatureForm): readonly string[] {
  if ('headers' in form) return form.headers;
  return 'header' in form ? [form.header] : [];
}

/** The headers that a reference such as `header:x-id | json:id` names. */
const referred = (text: string): string[] =>
  [...text.matchAll(/header:([\w-]+)/gi)].map(([, name]) => name ?? '');
