import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { suggestCode, type FunctionScope } from '../../../renderer/functions/function-words.ts';

const scope: FunctionScope = {
  serviceType: 'http',
  services: [
    { name: 'shop', type: 'http', actions: ['get', 'post'] },
    { name: 'sms', type: 'twilio', actions: ['send'] },
    { name: 'mongodb-atlas', type: 'mongodb-atlas', actions: [] },
  ],
  functions: ['priceOf', 'audit/record'],
  values: ['prices', 'currency'],
};
/** `|` is the cursor. */
const at = (marked: string, more: Partial<FunctionScope> = {}) => {
  const cursor = marked.indexOf('|');
  return suggestCode(marked.replace('|', ''), cursor, { ...scope, ...more });
};
const labels = (marked: string, more: Partial<FunctionScope> = {}) =>
  at(marked, more).map((one) => one.label);

describe('completion in a function', () => {
  it('knows the parts of context', () => {
    expect(labels('context.|')).toEqual(
      expect.arrayContaining(['services', 'functions', 'values', 'user', 'request', 'http']),
    );
    expect(labels('const u = context.us|')).toEqual(['user']);
    expect(labels('context.request.request|')).toEqual(['requestHeaders']);
  });

  it('names the app’s services, functions and values inside the quotes', () => {
    expect(labels("context.services.get('|")).toEqual(['shop', 'sms', 'mongodb-atlas']);
    expect(labels('await context.functions.execute("pri|')).toEqual(['priceOf']);
    expect(labels('context.values.get(`|`)')).toEqual(['prices', 'currency']);
  });

  it('offers the actions of a service, at once and through a variable', () => {
    expect(labels("context.services.get('sms').|")).toEqual(['send']);
    expect(labels("const sms = context.services.get('sms');\nawait sms.se|")).toEqual(['send']);
    expect(labels("const shop = context.services.get('shop')\nshop.p|")).toEqual([
      'post',
      'put',
      'patch',
    ]);
  });

  it('follows a collection from its service to its methods', () => {
    const client = "context.services.get('mongodb-atlas')";
    expect(labels(`${client}.|`)).toEqual(['db']);
    expect(labels(`${client}.db('shop').|`)).toContain('collection');
    expect(labels(`${client}.db('shop').collection('orders').findOne|`)).toEqual([
      'findOne',
      'findOneAndUpdate',
      'findOneAndDelete',
    ]);
    expect(labels(`const orders = ${client}.db('a').collection('b');\norders.ins|`)).toEqual([
      'insertOne',
      'insertMany',
    ]);
  });

  it('knows the payload of the kind of service', () => {
    expect(labels('payload.|')).toEqual(['query', 'headers', 'body']);
    expect(labels('payload.|', { serviceType: 'twilio' })).toContain('From');
    expect(labels('payload.|', { serviceType: '' })).toEqual([]);
  });

  it('replaces only what was typed of the word', () => {
    expect(at('  response.setS|')).toEqual([
      { label: 'setStatusCode', detail: expect.any(String), from: 11 },
    ]);
  });

  it('offers nothing inside other texts, of names nobody knows, or after a single letter', () => {
    expect(labels("const a = 'con|")).toEqual([]);
    expect(labels('nobody.|')).toEqual([]);
    expect(labels('constructor.|')).toEqual([]);
    expect(labels('c|')).toEqual([]);
  });

  it('never throws, and stays before the cursor, whatever is written', () => {
    const bits = fc.constantFrom(
      'context.services.get(',
      "'",
      '"',
      '$x',
      ' = ',
      '.',
      '(',
      ')',
      'sms',
      '\n',
      '.collection(',
      '[*+',
      ';',
    );
    fc.assert(
      fc.property(fc.array(bits, { maxLength: 30 }), (parts) => {
        const text = parts.join('');
        for (const { from } of suggestCode(text, text.length, scope)) {
          expect(from).toBeLessThanOrEqual(text.length);
          expect(from).toBeGreaterThanOrEqual(0);
        }
      }),
    );
  });
});
