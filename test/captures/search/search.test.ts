import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { encodeId } from '../../../main/captures/capture-id.ts';
import { NOON, Searchable } from './searchable.ts';

describe('words', () => {
  it('are found in the path, the headers and the body, in any case', async () => {
    await using captures = new Searchable();
    const path = captures.add({ target: '/hooks/Alpaca?x=1' });
    const header = captures.add({ headers: [['X-Animal', 'alpaca']] });
    const body = captures.addJson({ pet: 'An ALPACA.' });
    captures.add({ target: '/other' });
    expect(await captures.find('alpaca ')).toEqual([body, header, path]);
    expect(await captures.find('body:alpaca')).toEqual([body]);
    expect(await captures.find('header:alpaca')).toEqual([header]);
  });

  it('with signs in them are found whole and in parts', async () => {
    await using captures = new Searchable();
    const id = captures.addJson({ id: 'evt_1NabC', host: 'a-b.example.test' });
    captures.addJson({ id: 'evt_other' });
    for (const text of ['evt_1NabC ', '1nabc ', 'evt_1N', 'a-b.example.test', 'example ']) {
      expect(await captures.find(text), text).toEqual([id]);
    }
  });

  it('that begin with one letter are found, also where nearly all captures have one and the same', async () => {
    await using captures = new Searchable();
    const ids = Array.from({ length: 30 }, (_, i) =>
      captures.add({ body: i === 27 ? 'apex' : i === 24 ? 'none' : `amount ${i}` }),
    );
    const all = ids.filter((_, i) => i !== 24).toReversed();
    // What most have is looked at once the index knows them.
    await captures.find('');
    for (const limit of [1, 3, 10, 1000]) {
      expect(await captures.find('a*', limit), `${limit}`).toEqual(all.slice(0, limit));
      expect(await captures.find('a* method:post', limit)).toEqual(all.slice(0, limit));
    }
    expect(await captures.find('a*', 3, all[2])).toEqual(all.slice(3, 6));
    expect(await captures.find('a* -amount', 1)).toEqual([ids[27]]);
  });

  it('go on at the end of the text, and where a star says so', async () => {
    await using captures = new Searchable();
    const id = captures.add({ body: 'two invoices' });
    expect(await captures.find('inv')).toEqual([id]);
    expect(await captures.find('inv ')).toEqual([]);
    expect(await captures.find('inv* two ')).toEqual([id]);
    expect(await captures.find('"two inv"')).toEqual([]);
    expect(await captures.find('"two inv"*')).toEqual([id]);
  });

  it('in quotes stand next to each other; several words may stand anywhere', async () => {
    await using captures = new Searchable();
    const near = captures.add({ body: 'payment failed' });
    const apart = captures.add({ target: '/payment', body: 'it has failed' });
    expect(await captures.find('failed payment ')).toEqual([apart, near]);
    expect(await captures.find('"payment failed"')).toEqual([near]);
    expect(await captures.find('payment -"payment failed"')).toEqual([apart]);
    expect(await captures.find('-"payment failed"')).toEqual([apart]);
  });

  it('are found behind JSON escapes, percent escapes and gzip', async () => {
    await using captures = new Searchable();
    const json = captures.add({ body: String.raw`{"a":"first\nsecond caf\u00e9"}` });
    const form = captures.add({
      headers: [['Content-Type', 'application/x-www-form-urlencoded']],
      body: 'who=Ann+Smith&where=K%C3%B6ln',
    });
    const zipped = captures.add({
      headers: [['Content-Encoding', 'gzip']],
      body: gzipSync('squeezed words'),
    });
    expect(await captures.find('second ')).toEqual([json]);
    expect(await captures.find('café ')).toEqual([json]);
    expect(await captures.find('köln smith ')).toEqual([form]);
    expect(await captures.find('squeezed ')).toEqual([zipped]);
  });

  it('are found in a body that lies in a file; without the file its path still is', async () => {
    await using captures = new Searchable();
    writeFileSync(join(captures.path, 'large'), 'filed away');
    const kept = captures.add({ bodyFile: 'large' });
    const lost = captures.add({ bodyFile: 'gone', target: '/lost' });
    expect(await captures.find('filed ')).toEqual([kept]);
    expect(await captures.find('lost ')).toEqual([lost]);
  });

  it('are not made of binary bodies', async () => {
    await using captures = new Searchable();
    captures.add({ body: Buffer.from([0x50, 0x4b, 0, 0, 0x77, 0x6f, 0x72, 0x64]) });
    expect(await captures.find('word ')).toEqual([]);
  });
});

describe('fields', () => {
  it('of headers, query, JSON and forms are found by their whole value, in any case', async () => {
    await using captures = new Searchable();
    const push = captures.add({
      headers: [['X-GitHub-Event', 'push']],
      target: '/a?page=2&q=a%20b',
    });
    const pull = captures.add({ headers: [['x-github-event', 'pull_request']] });
    const form = captures.add({
      headers: [['Content-Type', 'application/x-www-form-urlencoded']],
      body: 'mc_gross=19.95&payer[name]=Ann',
    });
    expect(await captures.find('header.X-GitHub-Event:PUSH')).toEqual([push]);
    expect(await captures.find('header.x-github-event:pull')).toEqual([]);
    expect(await captures.find('header.x-github-event:pu*')).toEqual([pull, push]);
    expect(await captures.find('header.x-github-event:push,pull_request')).toEqual([pull, push]);
    expect(await captures.find('header.x-github-event:*')).toEqual([pull, push]);
    expect(await captures.find('-header.x-github-event:*')).toEqual([form]);
    expect(await captures.find('query.page:>=2 query.q:"a b"')).toEqual([push]);
    expect(await captures.find('body.mc_gross:10..20 body.payer[name]:ann')).toEqual([form]);
  });

  it('see JSON where curl -d called it a form', async () => {
    await using captures = new Searchable();
    const json = captures.add({
      headers: [['Content-Type', 'application/x-www-form-urlencoded']],
      body: '{"order":{"amount":1001}}',
    });
    expect(await captures.find('body.order.amount:>1000')).toEqual([json]);
  });

  it('compare numbers as numbers, and only what JSON calls a number', async () => {
    await using captures = new Searchable();
    const small = captures.addJson({ data: { amount: 9 } });
    const large = captures.addJson({ data: { amount: 1000 } });
    captures.addJson({ data: { amount: '5000' } });
    expect(await captures.find('body.data.amount:>10')).toEqual([large]);
    expect(await captures.find('body.data.amount:<=9')).toEqual([small]);
    expect(await captures.find('body.data.amount:1e3')).toEqual([large]);
    expect(await captures.find('body.data.amount:9..1000')).toEqual([large, small]);
    expect(await captures.find('body.data.amount:..9')).toEqual([small]);
  });

  it('keep numbers too long for a double', async () => {
    await using captures = new Searchable();
    const id = captures.add({ body: '{"id": 12345678901234567890}' });
    captures.add({ body: '{"id": 12345678901234567891}' });
    expect(await captures.find('body.id:"12345678901234567890"')).toEqual([id]);
  });

  it('in arrays are found at any place, or at the one that is named', async () => {
    await using captures = new Searchable();
    const first = captures.addJson({ items: [{ id: 'a', tags: ['x', 'y'] }, { id: 'b' }] });
    const second = captures.addJson({ items: [{ id: 'b' }, { id: 'a', tags: ['y'] }] });
    const keyed = captures.addJson({ items: { 0: { id: 'a' } } });
    const bare = captures.addJson([{ id: 'a' }, 'top']);
    expect(await captures.find('body.items.id:a')).toEqual([second, first]);
    expect(await captures.find('body.items.0.id:a')).toEqual([keyed, first]);
    expect(await captures.find('body.items.1.id:a')).toEqual([second]);
    expect(await captures.find('body.items.tags.1:y')).toEqual([first]);
    expect(await captures.find('body.items.1.tags.0:y')).toEqual([second]);
    expect(await captures.find('body.0.id:a')).toEqual([bare]);
    expect(await captures.find('body.id:a')).toEqual([bare]);
  });

  it('with odd names are written with quotes', async () => {
    await using captures = new Searchable();
    const id = captures.addJson({ 'weird key': { 'a:b': 'c d' } });
    expect(await captures.find('body."weird key"."a:b":"c d"')).toEqual([id]);
  });

  it('named like parts of JavaScript objects are fields like others', async () => {
    await using captures = new Searchable();
    const id = captures.add({ body: '{"__proto__":{"admin":true},"constructor":1}' });
    expect(await captures.find('body.__proto__.admin:true body.constructor:1')).toEqual([id]);
  });
});

describe('what Backstitch knows of a capture', () => {
  it('is searched by method, path, endpoint, type, note and id', async () => {
    await using captures = new Searchable();
    const put = captures.add({
      method: 'PUT',
      target: '/hooks/Orders?x',
      endpoint: 'Shop orders',
      note: 'ask 100% Kim_2',
      headers: [['Content-Type', 'application/xml']],
    });
    const post = captures.add({ target: '/hooks' });
    for (const text of [
      'method:put',
      'method:patch,put',
      'method:P*T -method:post',
      'path:orders',
      'path:/hooks/*',
      'endpoint:"shop orders"',
      'type:xml',
      'note:"100% kim_"',
      'has:note',
      '-endpoint:inbox',
      `id:${encodeId(put)}`,
    ]) {
      expect(await captures.find(text), text).toEqual([put]);
    }
    expect(await captures.find('note:"00x Kim"')).toEqual([]);
    expect(await captures.find('path:/hooks method:post')).toEqual([post]);
  });

  it('is searched by status, size and marks', async () => {
    await using captures = new Searchable();
    const plain = captures.add({ body: 'x'.repeat(2048), pinned: true });
    const refused = captures.add({ status: 405, reason: 'This endpoint takes POST only.' });
    const failed = captures.add({ status: null, failure: 'aborted', reason: 'gone', cut: true });
    const replay = captures.add({ status: 204, replayOf: plain, viaTunnel: true });
    const all = [replay, failed, refused, plain];
    const expected: Record<string, number[]> = {
      'status:200': [plain],
      'status:2xx': [replay, plain],
      'status:204,4xx': [replay, refused],
      'status:>=400': [refused],
      '-status:200': [replay, failed, refused],
      'size:2kb': [plain],
      'size:>1.5kb': [plain],
      'size:<1': [replay, failed, refused],
      'has:body': [plain],
      'is:pinned': [plain],
      'is:replay': [replay],
      'is:tunnel': [replay],
      'is:cut': [failed],
      'is:failed': [failed],
      'is:refused': [refused],
      'is:pinned,refused': [refused, plain],
      '-is:pinned': [replay, failed, refused],
      '': all,
    };
    for (const [text, ids] of Object.entries(expected)) {
      expect(await captures.find(text), text).toEqual(ids);
    }
  });

  it('is searched by time: after counts its own instant, before does not', async () => {
    await using captures = new Searchable();
    const yesterday = captures.add({ receivedAt: NOON - 20 * 3_600_000 });
    const morning = captures.add({ receivedAt: NOON - 3 * 3_600_000 });
    const noon = captures.add({ receivedAt: NOON });
    expect(await captures.find('after:today')).toEqual([noon, morning]);
    expect(await captures.find('before:today')).toEqual([yesterday]);
    expect(await captures.find('after:12:00')).toEqual([noon]);
    expect(await captures.find('before:12:00 after:4h')).toEqual([morning]);
    expect(await captures.find('-after:today')).toEqual([yesterday]);
    expect(await captures.find('after:2026-11-20T09:00 before:2026-11-20T09:01')).toEqual([
      morning,
    ]);
  });
});

describe('a list of what was found', () => {
  it('is paged newest first and stays as it is while new captures arrive', async () => {
    await using captures = new Searchable();
    const ids = Array.from({ length: 7 }, () => captures.addJson({ kind: ['a', 'a'] }));
    const newest = ids.toReversed();
    for (const text of ['kind ', 'body.kind:a', 'status:200', '']) {
      const first = await captures.find(text, 3);
      expect(first, text).toEqual(newest.slice(0, 3));
      captures.addJson({ kind: ['a'] });
      expect(await captures.find(text, 3, first.at(-1)), text).toEqual(newest.slice(3, 6));
      captures.db.prepare('DELETE FROM captures WHERE id > ?').run(ids.at(-1));
    }
  });

  it('gives rows of the store in the same order', async () => {
    await using captures = new Searchable();
    const ids = [1, 2, 3].map(() => captures.add({ body: 'row' }));
    await captures.search.catchUp(1000);
    const prepared = captures.search.prepare('row ', NOON);
    const rows = await captures.search.page(prepared, 2, Number.MAX_SAFE_INTEGER, captures.store);
    expect(rows.map((row) => row.id)).toEqual(ids.toReversed().slice(0, 2));
  });

  it('leaves out what was deleted and may still come back', async () => {
    await using captures = new Searchable();
    const kept = captures.addJson({ word: 'here' });
    const hidden = captures.addJson({ word: 'here' });
    captures.db.prepare('UPDATE captures SET removed_batch = 1 WHERE id = ?').run(hidden);
    for (const text of ['', 'here ', 'body.word:here', '-nothing', 'status:200']) {
      expect(await captures.find(text), text).toEqual([kept]);
    }
    captures.db.prepare('UPDATE captures SET removed_batch = NULL').run();
    expect(await captures.find('here ')).toEqual([hidden, kept]);
  });

  it('is counted exactly up to the cap', async () => {
    await using captures = new Searchable();
    for (let i = 0; i < 5; i += 1) captures.addJson({ kind: ['a', 'a'] });
    await captures.search.catchUp(1000);
    const { search } = captures;
    for (const text of ['', 'kind ', 'body.kind:a', 'method:post']) {
      const prepared = search.prepare(text, NOON);
      expect(await search.count(prepared, 5), text).toEqual({ count: 5, capped: false });
      expect(await search.count(prepared, 4), text).toEqual({ count: 4, capped: true });
    }
  });

  it('takes no SQL and no full-text syntax from what was typed', async () => {
    await using captures = new Searchable();
    const id = captures.addJson({ q: `x' OR 1=1 --` });
    expect(await captures.find(`body.q:"x' OR 1=1 --"`)).toEqual([id]);
    expect(await captures.find(`body.q:"' OR '1'='1"`)).toEqual([]);
    expect(await captures.find('NEAR OR ')).toEqual([]);
    expect(await captures.find('"target : nothing"')).toEqual([]);
  });
});
