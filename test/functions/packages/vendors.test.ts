import { createHash } from 'node:crypto';
import { afterAll, describe, expect, it } from 'vitest';
import { openPackageRoom } from './package-room.ts';

const room = await openPackageRoom();
afterAll(() => room[Symbol.asyncDispose]());
const { web } = room;
const value = (body: string): Promise<unknown> => room.value(body);

describe.each(['stripe-8', 'stripe'])('%s', (name) => {
  const STRIPE = `
    const { hostname: host, port } = new URL(url);
    const stripe = require('${name}')('sk_test_1', { host, port, protocol: 'http', maxNetworkRetries: 0 });`;

  it('asks the API and reads its answer', async () => {
    web.on('/v1/customers', (_asked, response) =>
      web.json(response, { id: 'cus_1', object: 'customer' }),
    );
    expect(
      await value(
        `${STRIPE} return (await stripe.customers.create({ email: 'a@b.co', metadata: { k: 'v' } }, { idempotencyKey: 'i1' })).id;`,
      ),
    ).toBe('cus_1');
    const { headers, body } = web.last();
    expect(headers.authorization).toBe('Bearer sk_test_1');
    expect(headers['idempotency-key']).toBe('i1');
    expect(decodeURIComponent(body.toString())).toBe('email=a@b.co&metadata[k]=v');
  });

  it('tells its errors apart', async () => {
    web.on('/v1/charges', (_asked, response) =>
      web.json(
        response,
        { error: { type: 'card_error', code: 'card_declined', message: 'No.' } },
        402,
      ),
    );
    expect(
      await value(`${STRIPE}
        const declined = await stripe.charges.create({ amount: 1, currency: 'usd' }).catch((error) => [error.type, error.code, error.statusCode]);
        const gone = require('${name}')('sk', { host: '127.0.0.1', port: new URL(closed).port, protocol: 'http', maxNetworkRetries: 0 });
        return [declined, await gone.balance.retrieve().catch((error) => error.type)];`),
    ).toEqual([['StripeCardError', 'card_declined', 402], 'StripeConnectionError']);
  });

  it('checks the signature of a webhook', async () => {
    expect(
      await value(`${STRIPE}
        const payload = '{"id":"evt_1","object":"event"}';
        const header = stripe.webhooks.generateTestHeaderString({ payload, secret: 'whsec_1' });
        const why = (run) => { try { run(); return 'taken'; } catch (error) { return error.type; } };
        return [stripe.webhooks.constructEvent(payload, header, 'whsec_1').id, why(() => stripe.webhooks.constructEvent(payload, header, 'other'))];`),
    ).toEqual(['evt_1', 'StripeSignatureVerificationError']);
  });
});

describe.each(['twilio-3', 'twilio-4'])('%s', (name) => {
  it('sends a message through its own client', async () => {
    const path = '/2010-04-01/Accounts/AC00000000000000000000000000000000/Messages.json';
    web.on(path, (_asked, response) => web.json(response, { sid: 'SM1', status: 'queued' }, 201));
    // Its address is fixed, so its client is pointed to the server of the test.
    expect(
      await value(`
        const twilio = require('${name}');
        const Client = require('${name}/lib/base/RequestClient');
        const httpClient = new (Client.default || Client)();
        const { request } = httpClient;
        httpClient.request = (options) => request.call(httpClient, { ...options, uri: options.uri.replace('https://api.twilio.com', url) });
        const client = twilio('AC00000000000000000000000000000000', 'token', { httpClient });
        const { sid, status } = await client.messages.create({ to: '+14155550100', from: '+14155550101', body: 'hi' });
        return [sid, status];`),
    ).toEqual(['SM1', 'queued']);
    const { headers, body } = web.last();
    expect(headers.authorization).toBe(
      `Basic ${Buffer.from('AC00000000000000000000000000000000:token').toString('base64')}`,
    );
    expect(new URLSearchParams(body.toString()).get('Body')).toBe('hi');
  });

  it('writes TwiML and checks signatures', async () => {
    // The example of https://www.twilio.com/docs/usage/security
    expect(
      await value(`
        const twilio = require('${name}');
        const reply = new twilio.twiml.MessagingResponse();
        reply.message('a < b');
        const asked = { CallSid: 'CA1234567890ABCDE', Caller: '+14158675309', Digits: '1234', From: '+14158675309', To: '+18005551212' };
        const check = (signature) => twilio.validateRequest('12345', signature, 'https://mycompany.com/myapp.php?foo=1&bar=2', asked);
        return [reply.toString(), check('RSOYDt4T1cUTdK1PDd93/VVr8B8='), check('AAAA')];`),
    ).toEqual([
      '<?xml version="1.0" encoding="UTF-8"?><Response><Message>a &lt; b</Message></Response>',
      true,
      false,
    ]);
  });
});

describe('@sendgrid/mail', () => {
  it('sends a mail with an attachment, and tells why one was refused', async () => {
    web.on('/v3/mail/send', ({ body }, response) => {
      const isGood = body.includes('"subject":"Hello"');
      if (isGood) response.writeHead(202, { 'x-message-id': 'm1' }).end();
      else web.json(response, { errors: [{ message: 'no subject' }] }, 400);
    });
    expect(
      await value(`
        const mail = require('@sendgrid/mail');
        mail.setApiKey('SG.key');
        mail.client.setDefaultRequest('baseUrl', url);
        const message = { to: 'a@b.co', from: 'c@d.co', subject: 'Hello', text: 't', attachments: [{ content: 'aGk=', filename: 'a.txt' }] };
        const [{ statusCode, headers }] = await mail.send(message);
        const refused = await mail.send({ ...message, subject: 'Other' }).catch((error) => [error.code, error.response.body.errors[0].message]);
        return [statusCode, headers['x-message-id'], refused];`),
    ).toEqual([202, 'm1', [400, 'no subject']]);
    expect(web.last().headers.authorization).toBe('Bearer SG.key');
  });
});

describe('@slack/web-api', () => {
  const answer = (): void =>
    web.on('/api/chat.postMessage', ({ body }, response) => {
      const isGood = new URLSearchParams(body.toString()).get('channel') === 'C1';
      web.json(response, isGood ? { ok: true, ts: '1.2' } : { ok: false, error: 'no_channel' });
    });
  const CALL = `
    const say = (channel) => slack.chat.postMessage({ channel, text: 'hi' });
    return [(await say('C1')).ts, await say('C2').catch((error) => [error.code, error.data.error])];`;
  const EXPECTED = ['1.2', ['slack_webapi_platform_error', 'no_channel']];

  it('7 posts a message, and tells why it could not', async () => {
    answer();
    expect(
      await value(
        `const slack = new (require('slack-7').WebClient)('xoxb-1', { slackApiUrl: url + '/api/', retryConfig: { retries: 0 } }); ${CALL}`,
      ),
    ).toEqual(EXPECTED);
    expect(web.last().headers.authorization).toBe('Bearer xoxb-1');
  });

  it('8 does so with the fetch of node-fetch, for functions have none', async () => {
    answer();
    expect(
      await value(
        `const fetch = require('node-fetch'); const slack = new (require('@slack/web-api').WebClient)('xoxb-1', { fetch, slackApiUrl: url + '/api/', retryConfig: { retries: 0 } }); ${CALL}`,
      ),
    ).toEqual(EXPECTED);
  });
});

describe('google-auth-library 9', () => {
  it('leads to the consent page, exchanges a code, and refreshes', async () => {
    web.on('/token', ({ body }, response) => {
      const asked = new URLSearchParams(body.toString());
      const isRefresh = asked.get('grant_type') === 'refresh_token';
      web.json(response, { access_token: isRefresh ? 'second' : 'first', expires_in: 3600 });
    });
    expect(
      await value(`
        const { OAuth2Client } = require('google-auth-library');
        const client = new OAuth2Client({ clientId: 'id', clientSecret: 'secret', redirectUri: 'http://back', endpoints: { oauth2TokenUrl: url + '/token' } });
        const page = new URL(client.generateAuthUrl({ access_type: 'offline', scope: ['a', 'b'] }));
        const { tokens } = await client.getToken('code');
        client.setCredentials({ refresh_token: 'r' });
        const { token } = await client.getAccessToken();
        const { data } = await client.request({ url: url + '/echo' });
        return [page.searchParams.get('scope'), tokens.access_token, token, data.headers.authorization];`),
    ).toEqual(['a b', 'first', 'second', 'Bearer second']);
  });

  it('signs as a service account', async () => {
    const { generateKeyPairSync } = await import('node:crypto');
    const { privateKey } = generateKeyPairSync('rsa', {
      modulusLength: 2048,
      publicKeyEncoding: { type: 'spki', format: 'pem' },
      privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    });
    expect(
      await value(`
        const { JWT } = require('google-auth-library');
        const account = new JWT({ email: 'a@b.iam', key: ${JSON.stringify(privateKey)} });
        const { Authorization } = await account.getRequestHeaders('https://pubsub.googleapis.com/');
        const [, body] = Authorization.split('.');
        return JSON.parse(Buffer.from(body, 'base64').toString()).aud;`),
    ).toBe('https://pubsub.googleapis.com/');
  });
});

describe('aws-sdk 2', () => {
  const S3 = `
    const S3 = require('aws-sdk/clients/s3');
    const s3 = new S3({ endpoint: url, accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret', s3ForcePathStyle: true, region: 'us-east-1', maxRetries: 0 });`;

  it('puts, gets and lists objects of S3', async () => {
    const kept = new Map<string, Buffer>();
    web.on('/bucket/folder/a%20b.txt', ({ method, body, path }, response) => {
      if (method === 'PUT') kept.set(path, body);
      const etag = `"${createHash('md5').update(body).digest('hex')}"`;
      response.writeHead(200, { etag }).end(method === 'GET' ? kept.get(path) : undefined);
    });
    web.on('/bucket', (_asked, response) =>
      response.end(
        '<?xml version="1.0"?><ListBucketResult><Name>bucket</Name><Contents><Key>folder/a b.txt</Key><Size>5</Size></Contents></ListBucketResult>',
      ),
    );
    const [etag, body, keys] = (await value(`${S3}
      const at = { Bucket: 'bucket', Key: 'folder/a b.txt' };
      const { ETag } = await s3.putObject({ ...at, Body: 'hello', ContentType: 'text/plain' }).promise();
      const { Body } = await s3.getObject(at).promise();
      const { Contents } = await s3.listObjectsV2({ Bucket: 'bucket' }).promise();
      return [ETag, Body.toString(), Contents.map(({ Key }) => Key)];`)) as string[];
    expect(etag).toBe(`"${createHash('md5').update('hello').digest('hex')}"`);
    expect([body, keys]).toEqual(['hello', ['folder/a b.txt']]);
    const put = web.asked.find(({ method }) => method === 'PUT');
    expect(put?.headers.authorization).toMatch(
      /^AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE\/\d{8}\/us-east-1\/s3\/aws4_request/,
    );
    expect(put?.headers['x-amz-content-sha256']).toBe(
      createHash('sha256').update('hello').digest('hex'),
    );
  });

  it('uploads what it waits with until the server agrees, and signs URLs', async () => {
    let size = 0;
    web.on('/bucket/large', ({ body }, response) => {
      size = body.length;
      response.writeHead(200, { etag: '"x"' }).end();
    });
    expect(
      await value(`${S3}
        await s3.upload({ Bucket: 'bucket', Key: 'large', Body: Buffer.alloc(1200000, 1) }).promise();
        return new URL(s3.getSignedUrl('getObject', { Bucket: 'bucket', Key: 'k', Expires: 60 })).searchParams.get('Expires') !== null;`),
    ).toBe(true);
    expect(size).toBe(1_200_000);
  });

  it('tells the errors of AWS and of the network', async () => {
    web.on('/bucket/none', (_asked, response) =>
      response.writeHead(404).end('<Error><Code>NoSuchKey</Code><Message>gone</Message></Error>'),
    );
    expect(
      await value(`${S3}
        const none = await s3.getObject({ Bucket: 'bucket', Key: 'none' }).promise().catch((error) => [error.code, error.message, error.statusCode]);
        const off = new S3({ endpoint: closed, accessKeyId: 'a', secretAccessKey: 'b', s3ForcePathStyle: true, maxRetries: 0 });
        return [none, await off.listBuckets().promise().catch((error) => error.code)];`),
    ).toEqual([['NoSuchKey', 'gone', 404], 'NetworkingError']);
  });
});

describe('mongodb', () => {
  it('loads, and says what it lacks when it is to connect', async () => {
    await expect(
      value(
        "await new (require('mongodb').MongoClient)('mongodb://127.0.0.1:1/x', { serverSelectionTimeoutMS: 300 }).connect()",
      ),
    ).rejects.toThrow(
      /net\.createConnection is not available to functions; functions cannot open sockets/,
    );
  });
});
