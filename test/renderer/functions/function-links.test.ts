import { describe, expect, it } from 'vitest';
import { namedAt } from '../../../renderer/functions/function-links.ts';

/** `|` is where somebody points. */
const at = (marked: string) => namedAt(marked.replace('|', ''), marked.indexOf('|'));

describe('what a function names', () => {
  it('is found anywhere in the call, by any quotes', () => {
    const named = { kind: 'function', name: 'audit/record' };
    expect(at("const a = await context.functions.execute('audit/re|cord', 1)")).toEqual(named);
    expect(at('con|text.functions.execute("audit/record")')).toEqual(named);
    expect(at('context.functions\n  .execute(\n    `audit/record|`,')).toEqual(named);
  });

  it('is a service or a value as well', () => {
    expect(at("context.services.get('sm|s').send()")).toEqual({ kind: 'service', name: 'sms' });
    expect(at("context.values.get('pri|ces')")).toEqual({ kind: 'value', name: 'prices' });
  });

  it('is the call that is pointed at, not one beside it', () => {
    const two = "context.functions.execute('a'); context.functions.execute('b|');";
    expect(at(two)?.name).toBe('b');
    expect(at("context.functions.execute('a'); |x")).toBeNull();
    expect(at("'context'; execute('a|')")).toBeNull();
  });

  it('is found at the far end of a long source too', () => {
    const long = `${'x = 1;\n'.repeat(5000)}context.functions.execute('z|')`;
    expect(at(long)).toEqual({ kind: 'function', name: 'z' });
  });
});
