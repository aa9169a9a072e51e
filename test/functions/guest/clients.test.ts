import { Binary, ObjectId } from 'bson';
import { afterAll, describe, expect, it } from 'vitest';
import { ActionFailure, type Answer, openGuestRoom } from '../guest-room.ts';

const room = openGuestRoom();
afterAll(() => room[Symbol.asyncDispose]());

type Asked = Parameters<Answer>[0];

/** Runs a body and gives what it asked of services, and its result. */
async function asked(code: string, answer: Answer = () => ({})) {
  const calls: Asked[] = [];
  const value = await room.value(code, [], (call) => {
    calls.push(call);
    return answer(call);
  });
  return { calls, value };
}
const failure = async (code: string, answer?: Answer) => {
  const { message, code: kind } = await room.failure(code, [], answer);
  return { message, kind };
};

describe('a service client', () => {
  it('sends HTTP actions with their arguments, and answers with a promise', async () => {
    const { calls, value } = await asked(
      `const http = context.services.get('http');
       const promise = http.get({ url: 'http://a.test', headers: { A: ['b'] }, onDone() {} });
       const isPromise = promise instanceof Promise;
       const { statusCode, body } = await promise;
       for (const method of ['post', 'put', 'patch', 'delete', 'head'])
         await http[method]({ url: method, body: BSON.Binary.fromHex('ff00') });
       return [isPromise, statusCode + 1, body.text()];`,
      () => ({ statusCode: 200, body: new Binary(Buffer.from('hi')) }),
    );
    expect(value).toEqual([true, 201, 'hi']);
    expect(calls[0]).toEqual({
      service: 'http',
      action: 'get',
      args: { url: 'http://a.test', headers: { A: ['b'] } },
    });
    const rest = calls.slice(1).map((call) => call.action);
    expect(rest.join(' ')).toBe('post put patch delete head');
    expect(calls[1]?.args).toEqual({ url: 'post', body: new Binary(Buffer.from([255, 0])) });
  });

  it('offers HTTP without a service as context.http', async () => {
    const { calls } = await asked(`await context.http.post({ url: 'http://a.test', body: 'x' });`);
    expect(calls).toEqual([
      { service: '', action: 'post', args: { url: 'http://a.test', body: 'x' } },
    ]);
    expect(await failure(`await context.http.get('http://a.test');`)).toMatchObject({
      message: expect.stringContaining('http.get takes one object'),
    });
  });

  it('rejects with the code and words of a refused action', async () => {
    const { value } = await asked(
      `try { await context.services.get('twilio').send({ to: '1' }); } catch (error) {
         return [error instanceof Error, error.code, error.error_code, error.message];
       }`,
      () => {
        throw new ActionFailure('NoMatchingRuleFound', 'no matching rule found');
      },
    );
    const code = 'NoMatchingRuleFound';
    expect(value).toEqual([true, code, code, 'no matching rule found']);
  });

  it('knows the actions of each kind', async () => {
    const { calls } = await asked(
      `const of = (name) => context.services.get(name);
       await of('gcm').send({ to: 'all' });
       await of('aws-s3').put({ key: 'k' }); await of('aws-s3').signPolicy({ key: 'k' });
       await of('aws-ses').send({ subject: 's' });
       await of('aws').execute({ aws_service: 's3' });`,
    );
    expect(calls.map(({ service, action }) => `${service} ${action}`)).toEqual([
      'gcm send',
      'aws-s3 put',
      'aws-s3 signPolicy',
      'aws-ses send',
      'aws execute',
    ]);
    expect(calls.at(-1)?.args).toEqual({ aws_service: 's3' });
  });

  it('is undefined where the app has no such service', async () => {
    expect(await room.text(`return context.services.get('nobody');`)).toBeNull();
  });

  it('names a kind of service that is kept but not run, once it is used', async () => {
    expect(await room.value(`return \`\${typeof context.services.get('datalake')}\`;`)).toBe(
      'object',
    );
    expect(await failure(`await context.services.get('datalake').query({});`)).toEqual({
      kind: 'FunctionExecutionError',
      message: 'services of type "datalake" are kept but not run here: "datalake" has no query()',
    });
  });

  it('is reached where the function spoiled what it is made with', async () => {
    const { calls } = await asked(
      `Array.prototype[Symbol.iterator] = () => { throw new Error('spoiled'); };
       Array.prototype.includes = Array.prototype.slice = () => 'spoiled';
       WeakSet.prototype.has = () => true;
       Object.keys = () => []; JSON.stringify = () => '{}';
       Object.prototype.get = () => 'spoiled';
       const found = context.services.get('mongodb-atlas').db('shop').collection('orders').find({ a: 1 });
       delete Object.prototype.get;
       const all = await found.toArray();
       return all.length;`,
      () => [{}, {}],
    );
    expect(calls).toMatchObject([{ action: 'find', args: { query: { a: 1 } } }]);
  });
});

describe('an AWS client', () => {
  it('sends any action of any service, with the region asked for or configured', async () => {
    const { calls } = await asked(
      `const aws = context.services.get('aws');
       await aws.s3('us-west-2').PutObject({ Bucket: 'b', Body: BSON.Binary.fromText('x') });
       await aws.lambda().Invoke({ FunctionName: 'f' });`,
    );
    expect(calls).toEqual([
      {
        service: 'aws',
        action: 's3:PutObject',
        args: { region: 'us-west-2', input: { Bucket: 'b', Body: new Binary(Buffer.from('x')) } },
      },
      {
        service: 'aws',
        action: 'lambda:Invoke',
        args: { region: 'eu-west-1', input: { FunctionName: 'f' } },
      },
    ]);
  });

  it('gives a presigned URL at once, without a promise', async () => {
    const { calls, value } = await asked(
      `return context.services.get('aws').s3().PresignURL({ Bucket: 'b', Key: 'k' }).slice(0, 8);`,
      () => 'https://b.test/k',
    );
    expect(value).toBe('https://');
    expect(calls).toMatchObject([{ action: 's3:PresignURL', args: { input: { Key: 'k' } } }]);
  });

  it('asks nothing when it is awaited, printed or turned into JSON', async () => {
    const { calls } = await asked(
      `const s3 = await context.services.get('aws').s3();
       console.log(s3, JSON.stringify(s3), typeof s3.then);`,
    );
    expect(calls).toEqual([]);
  });

  it('has an accessor for each service of the vendor’s list', async () => {
    const names = (
      'athena batch cloudwatch comprehend ec2 firehose glacier iot kinesis lambda lexruntimeservice ' +
      'machinelearning mobileanalytics polly rds redshift rekognition s3 ses sfn sns sqs textract'
    ).split(' ');
    const found = await room.value(
      `return args[0].filter((name) => typeof context.services.get('aws')[name] === 'function');`,
      [names],
    );
    expect(found).toEqual(names);
  });
});

describe('collections', () => {
  const ORDERS = `const orders = context.services.get('mongodb-atlas').db('shop').collection('orders');`;
  const orders = async (code: string, answer?: Answer) => asked(`${ORDERS} ${code}`, answer);
  const at = { database: 'shop', collection: 'orders' };

  it('sends every method with what it was given', async () => {
    const { calls } = await orders(
      `await orders.findOne(); await orders.findOne({ a: 1 }, { b: 1 });
       await orders.findOneAndUpdate({ a: 1 }, { $set: { b: 2 } }, { upsert: true });
       await orders.findOneAndReplace({ a: 1 }, { b: 2 }); await orders.findOneAndDelete({ a: 1 });
       await orders.insertOne({ a: 1 }); await orders.insertMany([{ a: 1 }], { ordered: false });
       await orders.updateOne({ a: 1 }, { $inc: { b: 1 } }); await orders.updateMany({}, [{ $set: {} }]);
       await orders.replaceOne({ a: 1 }, { b: 1 }); await orders.deleteOne({ a: 1 });
       await orders.deleteMany({}); await orders.count(); await orders.countDocuments({ a: 1 });
       await orders.distinct('a', { b: 1 }); await orders.bulkWrite([{ insertOne: {} }]);`,
    );
    expect(calls.map(({ action, args }) => [action, args])).toEqual([
      ['findOne', { ...at, query: {} }],
      ['findOne', { ...at, query: { a: 1 }, projection: { b: 1 } }],
      [
        'findOneAndUpdate',
        { ...at, query: { a: 1 }, update: { $set: { b: 2 } }, options: { upsert: true } },
      ],
      ['findOneAndReplace', { ...at, query: { a: 1 }, replacement: { b: 2 } }],
      ['findOneAndDelete', { ...at, query: { a: 1 } }],
      ['insertOne', { ...at, document: { a: 1 } }],
      ['insertMany', { ...at, documents: [{ a: 1 }], options: { ordered: false } }],
      ['updateOne', { ...at, query: { a: 1 }, update: { $inc: { b: 1 } } }],
      ['updateMany', { ...at, query: {}, update: [{ $set: {} }] }],
      ['replaceOne', { ...at, query: { a: 1 }, replacement: { b: 1 } }],
      ['deleteOne', { ...at, query: { a: 1 } }],
      ['deleteMany', { ...at, query: {} }],
      ['count', { ...at, query: {} }],
      ['countDocuments', { ...at, query: { a: 1 } }],
      ['distinct', { ...at, field: 'a', query: { b: 1 } }],
      ['bulkWrite', { ...at, operations: [{ insertOne: {} }] }],
    ]);
  });

  it('gives documents with their types', async () => {
    const id = new ObjectId();
    const { value } = await orders(
      `const order = await orders.findOne({}); return [String(order._id), order.n + 1];`,
      () => ({ _id: id, n: 1 }),
    );
    expect(value).toEqual([String(id), 2]);
  });

  it('refuses to delete or change without a query', async () => {
    for (const call of ['deleteMany()', 'deleteOne(null)', 'updateMany(undefined, { $set: {} })']) {
      const { message } = await failure(`${ORDERS} await orders.${call};`, () => ({}));
      expect(message).toMatch(/needs a query; \{\} stands for every document$/);
    }
  });

  it('lists databases and collections without a promise', async () => {
    const { calls, value } = await asked(
      `const mongo = context.services.get('mongodb-atlas');
       return [mongo.admin().getDBNames().join(), mongo.db('shop').getCollectionNames().join()];`,
      ({ action }) => (action === 'getDBNames' ? ['shop', 'log'] : ['orders']),
    );
    expect(value).toEqual(['shop,log', 'orders']);
    expect(calls.map((call) => call.args)).toEqual([{}, { database: 'shop' }]);
  });

  it('takes database() for db(), with a warning, and has no sessions', async () => {
    const outcome = await room.body(
      `return context.services.get('mongodb-atlas').database('shop').collection('a').insertOne({});`,
      [],
      () => ({ insertedId: 1 }),
    );
    expect(outcome.error).toBeNull();
    expect(outcome.logs).toMatchObject([{ level: 'warn', text: expect.stringContaining('db()') }]);
    expect(await failure(`context.services.get('mongodb-atlas').startSession();`)).toMatchObject({
      message: expect.stringContaining(
        'startSession: not available offline: sessions and transactions',
      ),
    });
  });
});

describe('a cursor', () => {
  const FIND = `const found = context.services.get('mongodb-atlas').db('a').collection('b')`;
  const three = () => [{ n: 1 }, { n: 2 }, { n: 3 }];

  it('says how it would look, without looking', async () => {
    const { calls } = await asked(
      `${FIND}.find({ a: 1 }).sort({ n: 1 });
       await found.explain();
       await context.services.get('mongodb-atlas').db('a').collection('b').aggregate([{ $match: {} }]).explain();`,
    );
    expect(calls.map(({ action, args }) => [action, args])).toEqual([
      ['explain', { database: 'a', collection: 'b', query: { a: 1 }, sort: { n: 1 } }],
      ['explain', { database: 'a', collection: 'b', pipeline: [{ $match: {} }] }],
    ]);
  });

  it('is refined until it is read, and read once', async () => {
    const { calls, value } = await asked(
      `${FIND}.find({ a: 1 }, { b: 1 }, { sort: { x: 1 } }).sort({ n: -1 }).limit(3).skip(1);
       const first = await found.next();
       const rest = await found.toArray();
       return [first.n, rest.length, await found.next() === undefined, (await found.toArray()).length];`,
      three,
    );
    expect(value).toEqual([1, 2, true, 0]);
    expect(calls.map((call) => call.args)).toEqual([
      {
        database: 'a',
        collection: 'b',
        query: { a: 1 },
        projection: { b: 1 },
        sort: { n: -1 },
        limit: 3,
        skip: 1,
      },
    ]);
  });

  it('takes the projection from its options, and from project()', async () => {
    const { calls } = await asked(
      `${FIND}; await found.find({}, null, { projection: { a: 1 } }).toArray();
       await found.find({}, { a: 1 }).project({ b: 1 }).toArray();`,
      three,
    );
    expect(calls.map(({ args }) => args)).toMatchObject([
      { projection: { a: 1 } },
      { projection: { b: 1 } },
    ]);
  });

  it('is no promise: awaiting it gives the cursor', async () => {
    const { calls, value } = await asked(
      `${FIND}.find(); const same = await found; return [same === found, typeof found.then];`,
      three,
    );
    expect(value).toEqual([true, 'undefined']);
    expect(calls).toEqual([]);
  });

  it('becomes its list when it is returned', async () => {
    const { value } = await asked(`${FIND}.aggregate([{ $match: {} }]); return found;`, three);
    expect(value).toEqual(three());
  });

  it('visits each document once, waiting for each', async () => {
    const { value } = await asked(
      `${FIND}.find(); const seen = [];
       await found.forEach(async ({ n }) => { await null; seen.push(n); });
       return seen;`,
      three,
    );
    expect(value).toEqual([1, 2, 3]);
  });

  it('cannot be refined once it was read', async () => {
    const { message } = await failure(
      `${FIND}.find(); await found.next(); found.sort({ n: 1 });`,
      three,
    );
    expect(message).toBe('the cursor was read already: sort() has to come before');
  });
});
