import type { CustomScheme } from '../../preload/contract/signatures.ts';
import { unknownNames } from './template.ts';
import type { MacScheme, Provider, TokenScheme } from './scheme.ts';

/** A scheme that a user described, as one of a provider called Custom. */
export function customProvider(custom: CustomScheme): Provider {
  return {
    id: 'custom',
    label: 'Custom scheme',
    schemes: [custom.mac === 'equals' ? customToken(custom) : customScheme(custom, custom.mac)],
    secret: 'secret',
    confidence: 'proven',
  };
}

function customToken({ header, prefix }: CustomScheme): TokenScheme {
  return { kind: 'token', label: 'Secret in a header', from: `header:${header}`, prefix };
}

function customScheme(custom: CustomScheme, mac: MacScheme['mac']): MacScheme {
  const { header, prefix, encoding, key, content, time, idHeader } = custom;
  return {
    kind: 'mac',
    label: 'Custom scheme',
    form: { kind: 'header', headers: [header], ...(prefix !== '' && { prefix }) },
    mac,
    encoding,
    key,
    content,
    ...(idHeader !== null && { id: `header:${idHeader}` }),
    ...(time !== null && {
      time: {
        from: `header:${time.header}`,
        unit: time.unit,
        window: time.windowSeconds,
        sides: 'both' as const,
      },
    }),
  };
}

const TOKEN = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;

/** What is wrong with a custom scheme, and at which field; null where it can be saved. */
export function customProblem(custom: CustomScheme): { field: string; message: string } | null {
  const names: [string, string | null | undefined][] = [
    ['custom.header', custom.header],
    ['custom.time.header', custom.time?.header],
    ['custom.idHeader', custom.idHeader],
  ];
  for (const [field, name] of names) {
    if (typeof name === 'string' && !TOKEN.test(name)) {
      return { field, message: `“${name}” is not a header name.` };
    }
  }
  const [unknown] = unknownNames(custom.content);
  if (unknown !== undefined) {
    return { field: 'custom.content', message: `{${unknown}} is not something a request has.` };
  }
  const needed: [string, unknown, string][] = [
    ['{time}', custom.time, 'custom.time.header'],
    ['{id}', custom.idHeader, 'custom.idHeader'],
  ];
  for (const [placeholder, setting, field] of needed) {
    if (custom.content.includes(placeholder) && (setting === null || setting === '')) {
      return { field, message: `The content has ${placeholder}: say which header holds it.` };
    }
  }
  return null;
}
