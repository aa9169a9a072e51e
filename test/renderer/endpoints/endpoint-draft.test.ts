import { describe, expect, it } from 'vitest';
import type { Endpoint } from '../../../preload/contract/endpoints.ts';
import { EndpointId } from '../../../preload/contract/shapes.ts';
import {
  draftOf,
  duplicateOf,
  headerRowProblems,
  readEndpointDraft,
  sameDraft,
} from '../../../renderer/endpoints/endpoint-draft.ts';
import { headerRow } from '../../../renderer/wire/headers/header-rows.ts';

const orders: Endpoint = {
  id: EndpointId.parse('ep_1'),
  name: 'Orders',
  enabled: true,
  path: '/orders',
  methods: ['POST'],
  reply: {
    status: 200,
    headers: [['X-A', '1']],
    bodyKind: 'json',
    body: '{}',
    delayMs: 0,
    failFirst: { count: 0, status: 500 },
  },
  isInbox: false,
  position: 1,
  shadowedBy: null,
  failuresLeft: 0,
  chaosSeen: 0,
  captureCount: 0,
  localUrl: 'http://127.0.0.1:8976/orders',
  publicUrl: null,
};

describe('the form of an endpoint', () => {
  it('comes to the endpoint it was opened with', () => {
    const { name, enabled, path, methods, reply } = orders;
    expect(readEndpointDraft(draftOf(orders), [])).toEqual({
      input: { name, enabled, path, methods, reply: { ...reply, chaos: null } },
      problems: new Map(),
    });
  });

  it('cannot be saved with numbers out of range or missing', () => {
    const draft = {
      ...draftOf(orders),
      status: null,
      delayMs: -1,
      failCount: 1.5,
      failStatus: 200,
    };
    const { input, problems } = readEndpointDraft(draft, []);
    expect(input).toBeNull();
    expect([...problems.keys()]).toEqual([
      'reply.status',
      'reply.delayMs',
      'reply.failFirst.count',
      'reply.failFirst.status',
    ]);
  });

  it('refuses a name that is taken, whatever its case', () => {
    const { problems } = readEndpointDraft(draftOf(orders), ['orders']);
    expect(problems.get('name')).toContain('Orders');
  });

  it('shows a header problem at its row, past rows that are still empty', () => {
    const bad = headerRow('Content-Length', '3');
    const rows = [headerRow('', ''), headerRow('X-A', '1'), bad];
    const { problems } = readEndpointDraft({ ...draftOf(orders), headers: rows }, []);
    const byRow = headerRowProblems(rows, problems);
    expect([...byRow.keys()]).toEqual([bad.key]);
    expect(byRow.get(bad.key)?.name).toContain('counted');
  });

  it('is unsaved only when it would save something else', () => {
    const opened = draftOf(orders);
    expect(sameDraft(opened, draftOf(orders))).toBe(true);
    expect(sameDraft(opened, { ...opened, headers: [...opened.headers, headerRow('', '')] })).toBe(
      true,
    );
    expect(sameDraft(opened, { ...opened, headers: [] })).toBe(false);
    expect(sameDraft(opened, { ...opened, delayMs: 5 })).toBe(false);
  });

  it('of a duplicate has a free name and a free path', () => {
    const copy = { ...orders, name: 'Orders copy', path: '/orders-copy' };
    const draft = duplicateOf(orders, [orders, copy]);
    expect(draft).toMatchObject({ name: 'Orders copy 2', path: '/orders-copy-2' });
    const read = readEndpointDraft(draftOf(draft), ['Orders', 'Orders copy']);
    expect(read.problems.size).toBe(0);
    expect(duplicateOf({ ...orders, path: '/' }, []).path).toBe('/-copy');
  });
});
