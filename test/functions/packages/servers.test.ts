import { afterAll, describe, expect, it } from 'vitest';
import { openPackageRoom } from './package-room.ts';

const room = await openPackageRoom();
afterAll(() => room[Symbol.asyncDispose]());
const { web } = room;
const value = (body: string): Promise<unknown> => room.value(body);
/** What the body throws, or is rejected with. */
const failure = (body: string): Promise<unknown> =>
  value(
    `try { return await (async () => { ${body} })(); } catch (error) { return error.message; }`,
  );

describe('packages that ask servers by HTTP', () => {
  it('googleapis reads a sheet with a token, and tells its errors', async () => {
    web.on('/v4/spreadsheets/s1/values/A1%3AB2', (_asked, response) =>
      web.json(response, { range: 'A1:B2', values: [['a', 'b']] }),
    );
    web.on('/v4/spreadsheets/s2', (_asked, response) =>
      web.json(
        response,
        { error: { code: 403, message: 'No.', status: 'PERMISSION_DENIED' } },
        403,
      ),
    );
    expect(
      await value(`const { sheets, auth } = require('@googleapis/sheets');
        const client = new auth.OAuth2('id', 'secret');
        client.setCredentials({ access_token: 't', expiry_date: Date.now() + 3600000 });
        const api = sheets({ version: 'v4', auth: client, rootUrl: url });
        const { data, status } = await api.spreadsheets.values.get({ spreadsheetId: 's1', range: 'A1:B2' });
        const refused = await api.spreadsheets.get({ spreadsheetId: 's2' }).catch((error) => [error.code, error.message]);
        return [status, data.values, refused];`),
    ).toEqual([200, [['a', 'b']], [403, 'No.']]);
    expect(web.last().headers.authorization).toBe('Bearer t');
  });

  it('algoliasearch 4 searches an index', async () => {
    web.on('/1/indexes/orders/query', (_asked, response) =>
      web.json(response, { hits: [{ objectID: '1' }], nbHits: 1 }),
    );
    expect(
      await value(`const hosts = [{ url: new URL(url).host, protocol: 'http', accept: 3 }];
        const index = require('algoliasearch-4')('app', 'key', { hosts }).initIndex('orders');
        return (await index.search('x')).hits;`),
    ).toEqual([{ objectID: '1' }]);
    expect(web.last().headers['x-algolia-api-key']).toBe('key');
  });

  it('nodemailer writes a mail', async () => {
    const text = await value(`const { createTransport } = require('nodemailer');
      const mail = { from: 'a@b.co', to: 'c@d.co', subject: 'sü', text: 'hällo',
        attachments: [{ filename: 'a.txt', content: 'one' }] };
      const sent = await createTransport({ streamTransport: true, buffer: true }).sendMail(mail);
      return sent.message.toString();`);
    expect(text).toContain('Subject: =?UTF-8?B?c8O8?=\r\n');
    expect(text).toContain('Content-Disposition: attachment; filename=a.txt\r\n\r\nb25l\r\n');
  });
});

describe('packages that need what functions do not have load, and say so once they are used', () => {
  const SOCKETS = 'is not available to functions; functions cannot open sockets';
  it.each([
    [
      'nodemailer by SMTP',
      `await require('nodemailer').createTransport({ host: '127.0.0.1', port: 25 }).sendMail({ from: 'a@b.co', to: 'c@d.co', text: 'x' });`,
      `net.connect ${SOCKETS}`,
    ],
    ['pg', `await new (require('pg').Client)({ port: 1 }).connect();`, `net.Socket ${SOCKETS}`],
    [
      'express',
      `const app = require('express')(); app.get('/', (_, answer) => answer.send('x')); app.listen(0);`,
      'http.createServer is not available to functions; functions take no connections',
    ],
  ])('%s', async (_what, body, words) => {
    expect(await failure(body)).toContain(words);
  });
});
