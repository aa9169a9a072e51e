import { describe, expect, it } from 'vitest';
import { readFinish } from '../../../main/functions/sandbox/finish.ts';

const OK = { kind: 'ok', result: '1', resultString: null, resultJson: null, reply: null };
const REPLY = { status: 201, headers: [['X-One', '1']], bodyBase64: 'aGk=' };
const ERROR = { code: 'c', name: 'TypeError', message: 'no', stack: 'at f' };

const read = (said: unknown) => readFinish(JSON.stringify(said));

describe('what a function says at its end', () => {
  it('is taken where it has the form that our own script gives it', () => {
    expect(read({ kind: 'pending' })).toEqual({ kind: 'pending' });
    expect(read(OK)).toEqual(OK);
    expect(read({ ...OK, reply: REPLY })).toEqual({ ...OK, reply: REPLY });
    expect(read({ kind: 'error', error: ERROR })).toEqual({ kind: 'error', error: ERROR });
  });

  it('loses what does not belong to it', () => {
    expect(read({ ...OK, more: 1, reply: { ...REPLY, more: 1 } })).toEqual({ ...OK, reply: REPLY });
    expect(readFinish('{"kind":"pending","__proto__":{"kind":"ok"}}')).toEqual({ kind: 'pending' });
  });

  it.each([
    ['no JSON', 'finish'],
    ['nothing', ''],
    ['null', 'null'],
    ['a list', '[]'],
    ['a text', '"ok"'],
    ['another kind', '{"kind":"done"}'],
    ['a result that is a number', JSON.stringify({ ...OK, result: 5 })],
    ['a result that is missing', JSON.stringify({ ...OK, resultJson: undefined })],
    ['a reply that is a list', JSON.stringify({ ...OK, reply: [] })],
    ['a reply that is missing', JSON.stringify({ ...OK, reply: undefined })],
    ['a status below 200', JSON.stringify({ ...OK, reply: { ...REPLY, status: 199 } })],
    ['a status above 599', JSON.stringify({ ...OK, reply: { ...REPLY, status: 600 } })],
    [
      'a status that is no whole number',
      JSON.stringify({ ...OK, reply: { ...REPLY, status: 200.5 } }),
    ],
    ['a status that is a text', JSON.stringify({ ...OK, reply: { ...REPLY, status: '200' } })],
    ['headers that are no list', JSON.stringify({ ...OK, reply: { ...REPLY, headers: {} } })],
    [
      'a header of three',
      JSON.stringify({ ...OK, reply: { ...REPLY, headers: [['a', 'b', 'c']] } }),
    ],
    ['a header of a number', JSON.stringify({ ...OK, reply: { ...REPLY, headers: [['a', 1]] } })],
    ['a body that is no text', JSON.stringify({ ...OK, reply: { ...REPLY, bodyBase64: 1 } })],
    ['an error without a stack', JSON.stringify({ kind: 'error', error: { ...ERROR, stack: 1 } })],
    ['an error that is a text', JSON.stringify({ kind: 'error', error: 'no' })],
  ])('counts as changed by the function: %s', (_what, json) => {
    expect(readFinish(json)).toMatchObject({
      kind: 'error',
      error: { message: 'the function changed what passes its result on' },
    });
  });
});
