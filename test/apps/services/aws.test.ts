import { createHash } from 'node:crypto';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { Binary } from 'bson';
import kinesalite from 'kinesalite';
import S3rver from 's3rver';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { addOnSpecs, packageLoader } from '../../../main/lib/packages/add-ons.ts';
import type { Resolve } from '../../../main/outbound/resolve.ts';
import { closedPort } from '../../helpers/peers/raw-server.ts';
import { tempDir } from '../../helpers/temp-dir.ts';
import { httpDouble, type Seen } from './http-double.ts';
import { type Given, openRoom, resultOf, textIn } from './service-room.ts';

afterEach(() => vi.unstubAllEnvs());

// The account that the S3 double knows.
const SECRETS = { aws: 'S3RVER' };
const offNet: Resolve = async () => ['192.0.2.1'];

function awsRoom(endpoint: string, some: Partial<Given> = {}) {
  const aws: Given = {
    type: 'aws',
    config: { accessKeyId: 'S3RVER', region: 'eu-central-1' },
    secretConfig: { secretAccessKey: 'aws' },
    endpoint,
    ...some,
  };
  return openRoom({ aws }, { secrets: SECRETS, resolve: offNet });
}

async function s3() {
  const dir = tempDir();
  const server = new S3rver({
    address: '127.0.0.1',
    port: 0,
    directory: dir.path,
    silent: true,
    configureBuckets: [{ name: 'orders' }],
  });
  const { port } = await server.run();
  return {
    url: `http://127.0.0.1:${port}`,
    async [Symbol.asyncDispose]() {
      await server.close();
      dir[Symbol.dispose]();
    },
  };
}

async function kinesis() {
  const server = kinesalite({ createStreamMs: 0 });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    async [Symbol.asyncDispose]() {
      const closed = once(server, 'close');
      server.closeAllConnections();
      server.close();
      await closed;
    },
  };
}

describe('S3', () => {
  it('keeps what is put as text or as bytes, and gives it as a Binary', async () => {
    await using server = await s3();
    await using services = awsRoom(server.url);
    const at = { Bucket: 'orders', Key: 'a/1.txt' };
    for (const Body of ['héllo', new Binary(Buffer.from('héllo'))]) {
      const input = { ...at, Body, ContentType: 'text/plain', Metadata: { kind: 'note' } };
      const put = resultOf(await services.call('aws', 's3:PutObject', { region: '', input }));
      expect(put.ETag).toMatch(/^"[0-9a-f]{32}"$/);
      const got = await services.call('aws', 's3:GetObject', { region: '', input: at });
      expect(got.mode).toBe('live');
      const result = resultOf(got);
      expect(textIn(result.Body)).toBe('héllo');
      expect(result).toMatchObject({
        ContentType: 'text/plain',
        ContentLength: 6,
        Metadata: { kind: 'note' },
        LastModified: expect.any(Date),
      });
      expect(result).not.toHaveProperty('$metadata');
    }
    const list = await services.call('aws', 's3:ListObjectsV2', { input: { Bucket: 'orders' } });
    expect(resultOf(list)).toMatchObject({ Contents: [{ Key: 'a/1.txt', Size: 6 }] });
  });

  it('fails with what AWS says', async () => {
    await using server = await s3();
    await using services = awsRoom(server.url);
    const input = { Bucket: 'orders', Key: 'missing' };
    expect(await services.call('aws', 's3:GetObject', { input })).toMatchObject({
      outcome: {
        ok: false,
        code: 'AWSError',
        message: 'NoSuchKey: The specified key does not exist.',
      },
      mode: 'live',
    });
  });

  it('presigns URLs that work, and sends nothing for that', async () => {
    await using server = await s3();
    await using services = awsRoom(server.url);
    const at = { Bucket: 'orders', Key: 'signed.txt', ExpirationMS: 60_000 };
    const sign = async (input: object) => {
      const { outcome } = await services.call('aws', 's3:PresignURL', { region: '', input });
      if (!outcome.ok) throw new Error(outcome.message);
      return String(JSON.parse(outcome.result));
    };
    const putUrl = await sign({ ...at, Method: 'PUT' });
    expect((await fetch(putUrl, { method: 'PUT', body: 'by hand' })).status).toBe(200);
    const getUrl = await sign({ ...at, Method: 'GET' });
    expect(await (await fetch(getUrl)).text()).toBe('by hand');
    expect(new URL(getUrl).searchParams.get('X-Amz-Expires')).toBe('60');
    expect(getUrl).not.toContain(SECRETS.aws + '&');
    const odd = await services.call('aws', 's3:PresignURL', { input: { ...at, Method: 'BREW' } });
    expect(odd.outcome).toMatchObject({ code: 'InvalidParameter' });
  });

  it('takes and gives 4 MB at most', async () => {
    await using large = await httpDouble((_seen, response) => response.end(Buffer.alloc(5e6)));
    await using services = awsRoom(large.url);
    const at = { Bucket: 'orders', Key: 'large' };
    const input = { ...at, Body: new Binary(Buffer.alloc(5e6)) };
    const put = await services.call('aws', 's3:PutObject', { input });
    expect(put.outcome).toMatchObject({
      code: 'AWSError',
      message: expect.stringContaining('4 MB'),
    });
    expect(large.seen).toEqual([]);
    const got = await services.call('aws', 's3:GetObject', { input: at });
    expect(got.outcome).toMatchObject({
      code: 'AWSError',
      message: expect.stringContaining('4 MB'),
    });
  });

  it('works by its old service too', async () => {
    await using server = await s3();
    await using services = awsRoom(server.url, { type: 'aws-s3' });
    const args = { bucket: 'orders', key: 'a b/c.txt', contentType: 'text/plain', body: 'old' };
    const put = resultOf(await services.call('aws', 'put', { ...args, acl: 'public-read' }));
    expect(put).toEqual({ location: `${server.url}/orders/a%20b/c.txt` });
    expect(await (await fetch(String(put.location))).text()).toBe('old');
    const signed = resultOf(await services.call('aws', 'signPolicy', { ...args, acl: 'private' }));
    expect(signed).toMatchObject({
      algorithm: 'AWS4-HMAC-SHA256',
      signature: expect.stringMatching(/^[0-9a-f]{64}$/),
      credential: expect.stringMatching(/^S3RVER\/\d{8}\/eu-central-1\/s3\/aws4_request$/),
      date: expect.stringMatching(/^\d{8}T\d{6}Z$/),
    });
    const policy = JSON.parse(Buffer.from(String(signed.policy), 'base64').toString());
    expect(policy.conditions).toContainEqual({ bucket: 'orders' });
    const odd = await services.call('aws', 'get', args);
    expect(odd.outcome).toMatchObject({ code: 'ServiceCommandNotFound' });
  });
});

describe('Kinesis', () => {
  it('takes records and gives them back, also over plain HTTP/1.1', async () => {
    await using server = await kinesis();
    await using services = awsRoom(server.url);
    const call = async (action: string, input: object) =>
      resultOf(await services.call('aws', `kinesis:${action}`, { region: '', input }));
    const StreamName = 'orders';
    await call('CreateStream', { StreamName, ShardCount: 1 });
    const put = await call('PutRecord', { StreamName, PartitionKey: 'a', Data: 'one' });
    const Records = [{ PartitionKey: 'b', Data: new Binary(Buffer.from('two')) }];
    await call('PutRecords', { StreamName, Records });
    const { ShardIterator } = await call('GetShardIterator', {
      StreamName,
      ShardId: put.ShardId,
      ShardIteratorType: 'TRIM_HORIZON',
    });
    const got = await call('GetRecords', { ShardIterator });
    const texts = (got.Records as { Data: unknown }[]).map(({ Data }) => textIn(Data));
    expect(texts).toEqual(['one', 'two']);
  });

  it('fails with what AWS says', async () => {
    await using server = await kinesis();
    await using services = awsRoom(server.url);
    const args = { input: { StreamName: 'missing' } };
    const { outcome } = await services.call('aws', 'kinesis:DescribeStream', args);
    expect(outcome).toMatchObject({
      code: 'AWSError',
      message: expect.stringMatching(/^ResourceNotFoundException: .*missing/),
    });
  });
});

const signedFor = (service: string): RegExp =>
  new RegExp(`^AWS4-HMAC-SHA256 Credential=S3RVER/\\d{8}/eu-central-1/${service}/aws4_request, `);

/** Answers as AWS would, in the words of each service. */
function cloud(seen: Seen): { body: string; type: string } {
  const target = String(seen.headers['x-amz-target'] ?? '');
  const json = (value: object) => ({ body: JSON.stringify(value), type: 'application/json' });
  if (target.startsWith('AmazonSQS')) {
    const MD5OfMessageBody = createHash('md5')
      .update(JSON.parse(seen.body).MessageBody)
      .digest('hex');
    return json({ MessageId: 'sqs-1', MD5OfMessageBody });
  }
  if (target.startsWith('Firehose')) return json({ RecordId: 'fh-1' });
  if (seen.url.startsWith('/2015-03-31/functions/')) return json({ echoed: seen.body });
  const action = new URLSearchParams(seen.body).get('Action') ?? '';
  const result = `<MessageId>${action}-1</MessageId>`;
  return {
    body: `<${action}Response><${action}Result>${result}</${action}Result></${action}Response>`,
    type: 'text/xml',
  };
}

const cloudDouble = () =>
  httpDouble((seen, response) => {
    const { body, type } = cloud(seen);
    response.setHeader('Content-Type', type);
    response.end(body);
  });

const MAIL = {
  Source: 'shop@example.test',
  Destination: { ToAddresses: ['ada@example.test'], CcAddresses: ['bob@example.test'] },
  Message: { Subject: { Data: 'Your order' }, Body: { Text: { Data: 'is on its way' } } },
};

describe('the other services of AWS', () => {
  it('send mail by SES, and show it in the outbox', async () => {
    await using server = await cloudDouble();
    await using services = awsRoom(server.url);
    const answer = await services.call('aws', 'ses:SendEmail', { region: '', input: MAIL });
    expect(resultOf(answer)).toEqual({ MessageId: 'SendEmail-1' });
    const [seen] = server.seen;
    expect(seen?.headers.authorization).toMatch(signedFor('ses'));
    expect(new URLSearchParams(seen?.body).get('Message.Subject.Data')).toBe('Your order');
    expect(services.outbox.page({ limit: 2 }).items).toMatchObject([
      {
        kind: 'aws',
        from: 'shop@example.test',
        to: 'ada@example.test, bob@example.test',
        text: 'Your order',
        sent: 'sent',
      },
    ]);
  });

  it('send raw mail from text', async () => {
    await using server = await cloudDouble();
    await using services = awsRoom(server.url);
    const input = { RawMessage: { Data: 'Subject: hi\r\n\r\nthere' } };
    await services.call('aws', 'ses:SendRawEmail', { input });
    const data = new URLSearchParams(server.seen[0]?.body).get('RawMessage.Data') ?? '';
    expect(Buffer.from(data, 'base64').toString()).toBe(input.RawMessage.Data);
  });

  it('send mail by the old service, which tells the id alone', async () => {
    await using server = await cloudDouble();
    await using services = awsRoom(server.url, { type: 'aws-ses' });
    const args = {
      toAddress: 'ada@example.test',
      fromAddress: 'shop@example.test',
      subject: 'Your order',
      body: 'is on its way',
    };
    const answer = await services.call('aws', 'send', args);
    expect(resultOf(answer)).toEqual({ messageId: 'SendEmail-1' });
    expect(services.outbox.page({ limit: 1 }).items).toMatchObject([
      { kind: 'aws-ses', to: 'ada@example.test', sent: 'sent' },
    ]);
  });

  it('publish by SNS, in the region that is asked for', async () => {
    await using server = await cloudDouble();
    await using services = awsRoom(server.url);
    const input = { PhoneNumber: '+15551234567', Message: 'hi' };
    const answer = await services.call('aws', 'sns:Publish', { region: 'us-west-2', input });
    expect(resultOf(answer)).toEqual({ MessageId: 'Publish-1' });
    expect(server.seen[0]?.headers.authorization).toContain('/us-west-2/sns/');
    expect(services.outbox.page({ limit: 1 }).items).toMatchObject([{ to: '+15551234567' }]);
  });

  it('queue by SQS', async () => {
    await using server = await cloudDouble();
    await using services = awsRoom(server.url);
    const input = {
      QueueUrl: `${server.url}/1/q`,
      MessageBody: 'hi',
      MessageAttributes: { blob: { DataType: 'Binary', BinaryValue: 'bytes' } },
    };
    const answer = await services.call('aws', 'sqs:SendMessage', { input });
    expect(resultOf(answer)).toMatchObject({ MessageId: 'sqs-1' });
    expect(server.seen[0]?.headers.authorization).toMatch(signedFor('sqs'));
    expect(JSON.parse(server.seen[0]?.body ?? '').MessageAttributes.blob.BinaryValue).toBe(
      Buffer.from('bytes').toString('base64'),
    );
  });

  it('go to AWS, not where the URL of a queue points', async () => {
    await using server = await cloudDouble();
    await using inside = await httpDouble();
    // Stands for AWS: a service with an endpoint of its own is not led astray anyway.
    vi.stubEnv('AWS_ENDPOINT_URL', server.url);
    await using services = awsRoom('');
    const input = { QueueUrl: `${inside.url}/1/q`, MessageBody: 'hi' };
    const answer = await services.call('aws', 'sqs:SendMessage', { input });
    expect(resultOf(answer)).toMatchObject({ MessageId: 'sqs-1' });
    expect(inside.seen).toEqual([]);
  });

  it('invoke Lambda, payloads both ways', async () => {
    await using server = await cloudDouble();
    await using services = awsRoom(server.url);
    const input = { FunctionName: 'fn', Payload: '{"a":1}' };
    const result = resultOf(await services.call('aws', 'lambda:Invoke', { input }));
    expect(result).toMatchObject({ StatusCode: 200 });
    expect(JSON.parse(textIn(result.Payload))).toEqual({ echoed: '{"a":1}' });
    expect(server.seen[0]?.headers.authorization).toMatch(signedFor('lambda'));
  });

  it('deliver by Firehose, by way of execute', async () => {
    await using server = await cloudDouble();
    await using services = awsRoom(server.url);
    const result = await services.call('aws', 'execute', {
      aws_service: 'firehose',
      aws_action: 'PutRecord',
      aws_region: 'eu-west-1',
      aws_arguments: { DeliveryStreamName: 'd', Record: { Data: 'row\n' } },
    });
    expect(resultOf(result)).toMatchObject({ RecordId: 'fh-1' });
    const [seen] = server.seen;
    expect(seen?.headers.authorization).toContain('/eu-west-1/firehose/');
    expect(JSON.parse(seen?.body ?? '').Record.Data).toBe(Buffer.from('row\n').toString('base64'));
  });
});

describe('AWS that cannot be had', () => {
  it('says plainly what is missing', async () => {
    await using services = awsRoom('http://127.0.0.1:1');
    const said = async (action: string, args: object = { input: {} }) => {
      const { outcome } = await services.call('aws', action, args);
      return outcome.ok ? '' : `${outcome.code}: ${outcome.message}`;
    };
    expect(await said('textract:DetectDocumentText')).toBe(
      'AWSError: textract:DetectDocumentText is not available offline; add a stub for it',
    );
    expect(await said('s3:MakeCoffee')).toBe('AWSError: s3 has no action MakeCoffee');
    expect(await said('s3:constructor')).toMatch(/^ServiceCommandNotFound/);
    expect(await said('s3')).toMatch(/^ServiceCommandNotFound/);
    expect(await said('s3:GetObject', { region: 'x.evil.test/#', input: {} })).toMatch(
      /^InvalidParameter: region/,
    );
    services.secrets.clear();
    expect(await said('s3:ListBuckets')).toMatch(/^AWSError: the Secret .* is not set$/);
  });

  it('names the reason where nothing listens', async () => {
    await using services = awsRoom(`http://127.0.0.1:${await closedPort()}`);
    const { outcome } = await services.call('aws', 'sqs:ListQueues', { input: {} });
    expect(outcome).toMatchObject({
      code: 'AWSError',
      message: expect.stringContaining('ECONNREFUSED'),
    });
  });

  it('answers from a stub', async () => {
    await using services = awsRoom('');
    const stub = { id: '', appId: services.appId, service: 'aws', match: '' };
    await services.stubs.save({
      ...stub,
      action: 'polly:SynthesizeSpeech',
      answer: '{"ContentType":"audio/mpeg"}',
    });
    expect(await services.call('aws', 'polly:SynthesizeSpeech', { input: {} })).toMatchObject({
      outcome: { ok: true, result: '{"ContentType":"audio/mpeg"}' },
      mode: 'stub',
    });
    const execute = { aws_service: 'polly', aws_action: 'SynthesizeSpeech', aws_arguments: {} };
    expect((await services.call('aws', 'execute', execute)).mode).toBe('stub');
  });

  it('names the lines that install its client, where that is not there', async () => {
    using empty = tempDir();
    await using services = openRoom(
      {
        aws: {
          type: 'aws',
          config: { accessKeyId: 'A' },
          secretConfig: { secretAccessKey: 'aws' },
        },
      },
      { secrets: SECRETS, load: packageLoader(empty.path, join(empty.path, 'index.js')) },
    );
    const { outcome } = await services.call('aws', 's3:PresignURL', {
      input: { Bucket: 'orders', Key: 'one' },
    });
    const lines = `backstitch add aws, or beside Backstitch: npm i ${addOnSpecs('aws').join(' ')}`;
    expect(outcome).toEqual({
      ok: false,
      code: 'AWSError',
      message: `@aws-sdk/client-s3 is not installed. Run: ${lines}`,
    });
  });

  it('keeps mail in the outbox while the app is offline', async () => {
    await using server = await cloudDouble();
    await using services = awsRoom(server.url);
    services.app.offline = true;
    const answer = await services.call('aws', 'ses:SendEmail', { input: MAIL });
    expect(answer).toMatchObject({ outcome: { result: '{}' }, mode: 'invented' });
    expect(services.outbox.page({ limit: 1 }).items).toMatchObject([{ sent: 'kept' }]);
    expect(server.seen).toEqual([]);
  });
});
