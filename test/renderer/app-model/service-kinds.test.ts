import { describe, expect, it } from 'vitest';
import {
  kindOf,
  readFields,
  SERVICE_KINDS,
  withField,
} from '../../../renderer/app-model/service-kinds.ts';

describe('kinds of services', () => {
  it('are each there once, and those with webhooks are the three of the vendor', () => {
    const types = SERVICE_KINDS.map(({ type }) => type);
    expect(new Set(types).size).toBe(types.length);
    expect(SERVICE_KINDS.filter((kind) => kind.hasWebhooks).map(({ type }) => type)).toEqual([
      'http',
      'github',
      'twilio',
    ]);
    expect(kindOf('nothing')).toBeUndefined();
  });
});

describe('the configuration of a service as fields', () => {
  it('changes one field and leaves the others, known or not', () => {
    const text = withField('{"region":"eu","other":[1]}', 'region', 'us');
    expect(readFields(text)).toEqual({ region: 'us', other: [1] });
  });

  it('is empty while its text is no object', () => {
    for (const text of ['', '{', '[1]', 'null', '7']) expect(readFields(text), text).toEqual({});
    expect(readFields(withField('', 'sid', 'AC1'))).toEqual({ sid: 'AC1' });
  });
});
