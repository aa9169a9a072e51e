import { describe, expect, it } from 'vitest';
import { rowTerms, withTerm } from '../../../renderer/captures/menu/row-terms.ts';
import { capture } from './list/sample-captures.ts';

const terms = (part: Parameters<typeof capture>[1]): string[] =>
  rowTerms(capture(1, part), 'Stripe').map(({ term }) => term);

describe('what can be searched for of a row', () => {
  it('is its sender, event, status, endpoint, path and source, as a whole', () => {
    const part = { provider: 'stripe', eventType: 'invoice.paid', target: '/hooks/a?b=1' };
    expect(terms(part)).toEqual([
      'provider:stripe',
      'event:=invoice.paid',
      'status:200',
      'endpoint:Inbox',
      'path:=/hooks/a',
      '-is:tunnel',
    ]);
  });

  it('leaves out what it does not have', () => {
    expect(terms({ status: null, endpointName: '', target: '' })).toEqual(['-is:tunnel']);
  });

  it('stands in quotes where it would mean something else without', () => {
    expect(terms({ endpointName: 'Shop "eu", new', target: '/a,b' })).toEqual([
      'status:200',
      'endpoint:"Shop \\"eu\\", new"',
      'path:="/a,b"',
      '-is:tunnel',
    ]);
  });

  it('says whether it came through the tunnel, from this computer, or from Backstitch itself', () => {
    expect(terms({ viaTunnel: true }).at(-1)).toBe('is:tunnel');
    expect(terms({ viaTunnel: true, replayOf: capture(2).id }).at(-1)).toBe('is:replay');
  });

  it('does not bring a token of a path into the search box', () => {
    const token = '0f'.repeat(32);
    expect(terms({ target: `/v1/clients/42/token/${token}/hook` }).join(' ')).not.toContain(token);
  });
});

describe('a search with a term more', () => {
  it.each([
    ['', 'status:200', 'status:200'],
    ['method:GET', 'status:200', 'method:GET status:200'],
    ['method:GET status:200', 'status:200', 'method:GET status:200'],
    ['-status:200 x', 'status:200', 'x status:200'],
    ['status:200', '-status:200', '-status:200'],
    ['event:=a', 'event:=b', 'event:=a,=b'],
    ['EVENT:=a x', 'event:=b', 'EVENT:=a,=b x'],
    ['event:=a,=b', 'event:=a', 'event:=a,=b'],
    ['-status:2xx', '-status:404', '-status:2xx -status:404'],
    ['-status:200,404 x', 'status:404', '-status:200 x status:404'],
    ['endpoint:"a, b"', 'endpoint:c', 'endpoint:"a, b",c'],
    ['status:>=400', 'status:401', 'status:>=400 status:401'],
    ['status:>=400 status:401', 'status:403', 'status:>=400 status:401,403'],
    ['path:/a/*', 'path:=/a/b', 'path:/a/* path:=/a/b'],
  ])('%s and %s is %s', (search, term, both) => {
    expect(withTerm(search, term)).toBe(both);
  });
});
