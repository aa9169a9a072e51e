import { describe, expect, it } from 'vitest';
import { hideFields } from '../../main/snippets/hide-fields.ts';

const after = (text: string, ...fields: string[]): string =>
  new TextDecoder().decode(hideFields(new TextEncoder().encode(text), fields).bytes);

describe('a secret in a body that is copied', () => {
  it('is hidden in each item of JSON, and nothing else is', () => {
    const body = '{"value": [{"clientState":"abc", "id":"1"}, {"clientState":"de"}], "n": 1.0}';
    expect(after(body, 'json:value[].clientState')).toBe(
      '{"value": [{"clientState":"***", "id":"1"}, {"clientState":"**"}], "n": 1.0}',
    );
  });

  it('is hidden however it is escaped, and wherever it stands again', () => {
    expect(after(String.raw`{"token":"a\u0062c","copy":"abc"}`, 'json:token')).toBe(
      '{"token":"********","copy":"***"}',
    );
  });

  it('is hidden in the field of a form, however that is spelled', () => {
    expect(after('a=1&tok%65n=s%20x&b=2&token=y', 'form:token')).toBe(
      'a=1&tok%65n=*****&b=2&token=*',
    );
  });

  it('keeps the length of the body in bytes', () => {
    const body = '{"token":"schlüssel"}';
    const { bytes, hidden } = hideFields(new TextEncoder().encode(body), ['json:token']);
    expect(hidden).toBe(true);
    expect(bytes).toHaveLength(new TextEncoder().encode(body).length);
  });

  it.each(['', 'no JSON', '[]', '{"token":7}', '{"other":"x"}', 'null'])(
    'leaves %j as it is, and says so',
    (body) => {
      const bytes = new TextEncoder().encode(body);
      expect(hideFields(bytes, ['json:token', 'json:a[].b'])).toEqual({ bytes, hidden: false });
    },
  );

  it('leaves bytes that are no text as they are', () => {
    const bytes = Uint8Array.of(0xff, 0xfe, 0x00);
    expect(hideFields(bytes, ['form:token'])).toEqual({ bytes, hidden: false });
  });
});
