import { generateKeyPairSync } from 'node:crypto';
import { EJSON } from 'bson';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { openFunctionRoom } from '../function-room.ts';

const room = openFunctionRoom();
afterAll(() => room[Symbol.asyncDispose]());

describe('utils.crypto', () => {
  it.each([
    [
      "utils.crypto.hmac('hello!', 'super-secret', 'sha256', 'base64')",
      'SUXd6PRMaTXXgBGaGsIHzaDWgTSa6C3D44lRGrvRak0=',
    ],
    [
      "utils.crypto.hash('sha256', 'hello!').toBase64()",
      'zgYJL7lI2f+sfRo3bkBLJrdXW8wR7gWkYV/vT+w6MIs=',
    ],
    [
      "utils.crypto.decrypt('aes', BSON.Binary.fromBase64('WPBuIvJ6Bity43Uh822dW8QlVYVJaFUiDeUjlTiJXzptUuTYIKPlXekBQAJb'), '603082712271C525E087BD999A4E0738').text()",
      'MongoDB is great!',
    ],
    [
      "utils.crypto.decrypt('aes', utils.crypto.encrypt('aes', 'öß', '0123456789abcdef'), '0123456789abcdef').text()",
      'öß',
    ],
  ])('%s', async (source, expected) => {
    expect(await room.value(`exports = () => ${source}`)).toBe(expected);
  });

  it('signs and verifies by RSA in both schemes', async () => {
    const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const key = JSON.stringify(privateKey.export({ type: 'pkcs1', format: 'pem' }));
    const open = JSON.stringify(publicKey.export({ type: 'pkcs1', format: 'pem' }));
    for (const scheme of ['pss', 'pkcs1v15']) {
      expect(
        await room.value(`exports = () => {
          const signed = utils.crypto.sign('rsa', 'message', ${key}, '${scheme}');
          return [utils.crypto.verify('rsa', 'message', ${open}, signed, '${scheme}'),
            utils.crypto.verify('rsa', 'another', ${open}, signed, '${scheme}')];
        }`),
      ).toEqual([true, false]);
    }
  });

  it('says what is wrong with a key or a hash', async () => {
    await expect(
      room.value("exports = () => utils.crypto.encrypt('aes', 'a', 'short')"),
    ).rejects.toThrow(/16, 24 or 32/);
    await expect(room.value("exports = () => utils.crypto.hash('sha3', 'a')")).rejects.toThrow(
      /not supported/,
    );
  });
});

describe('utils.jwt', () => {
  it('encodes, decodes, and refuses a changed token, none, and a method of another family', async () => {
    const value = await room.value(`exports = () => {
      const token = utils.jwt.encode('HS512', { sub: '1', name: 'Joe Schmoe' }, 'SuperSecret', { kid: 'k' });
      const tries = [
        () => utils.jwt.decode(token, 'SuperSecret').name,
        () => utils.jwt.decode(token, 'SuperSecret', true).header.kid,
        () => utils.jwt.decode(token + 'x', 'SuperSecret'),
        () => utils.jwt.decode(token, 'SuperSecret', false, ['HS256']),
        () => utils.jwt.decode('eyJhbGciOiJub25lIn0.e30.', 'SuperSecret'),
        () => utils.jwt.encode('none', {}, 'x'),
      ];
      return tries.map((run) => { try { return run(); } catch (e) { return 'refused'; } });
    }`);
    expect(value).toEqual(['Joe Schmoe', 'k', 'refused', 'refused', 'refused', 'refused']);
  });
});

describe('EJSON and BSON', () => {
  it('writes what the official library reads, and reads what it writes', async () => {
    const leaf = fc.oneof(
      fc.integer(),
      fc.double({ noNaN: true }),
      fc.string(),
      fc.boolean(),
      fc.constant(null),
      fc.date({ noInvalidDate: true }),
    );
    const values = fc.sample(fc.array(fc.dictionary(fc.string(), leaf), { maxLength: 3 }), 40);
    const text = EJSON.stringify(values, { relaxed: false });
    const back = await room.run('exports = (x) => x', {
      call: { kind: 'values', args: `[${text}]` },
    });
    expect(back.error).toBeNull();
    expect(EJSON.parse(back.result ?? '', { relaxed: true })).toEqual(
      EJSON.parse(text, { relaxed: true }),
    );
  });

  it('keeps types that plain JSON has not', async () => {
    const types = {
      id: { $oid: '64c0ffee64c0ffee64c0ffee' },
      long: { $numberLong: '9223372036854775807' },
      small: { $numberInt: '5' },
      real: { $numberDouble: '1.0' },
      decimal: { $numberDecimal: '1.10' },
      bytes: { $binary: { base64: 'AAH/', subType: '00' } },
      date: { $date: { $numberLong: '1700000000000' } },
      regex: { $regularExpression: { pattern: '^a', options: 'i' } },
      min: { $minKey: 1 },
    };
    const outcome = await room.run('exports = (x) => x', {
      call: { kind: 'values', args: JSON.stringify([types]) },
    });
    expect(JSON.parse(outcome.result ?? '')).toEqual(types);
  });

  it('makes BSON values with and without new, and shows them as the vendor did', async () => {
    expect(
      await room.value(`exports = () => [
        String(BSON.ObjectId('64c0ffee64c0ffee64c0ffee')) + '!',
        new BSON.ObjectId('64c0ffee64c0ffee64c0ffee').toString(),
        BSON.ObjectID().toString().length,
        JSON.stringify({ id: BSON.ObjectId('64c0ffee64c0ffee64c0ffee'), b: BSON.Binary.fromText('ab') }),
        BSON.Binary.fromBase64('YWI').text(),
        BSON.Long.fromString('9007199254740993').toString(),
        EJSON.stringify({ n: 42, d: 3.14, i: BSON.Int32(1), u: undefined }),
        EJSON.parse('{"$numberLong":"5"}') + 1,
      ]`),
    ).toEqual([
      '64c0ffee64c0ffee64c0ffee!',
      '64c0ffee64c0ffee64c0ffee',
      { $numberLong: '24' },
      '{"id":"64c0ffee64c0ffee64c0ffee","b":"YWI="}',
      'ab',
      '9007199254740993',
      '{"n":{"$numberLong":"42"},"d":{"$numberDouble":"3.14"},"i":{"$numberInt":"1"}}',
      { $numberLong: '6' },
    ]);
  });
});

describe('response and payload', () => {
  const webhook = (more: object = {}) => ({
    call: {
      kind: 'webhook' as const,
      serviceType: 'http',
      query: [
        ['a', '1'],
        ['a', '2'],
      ] as [string, string][],
      headers: { 'X-Hook': ['yes'], 'Content-Type': ['text/plain'] },
      body: new TextEncoder().encode('hello'),
      endpoint: false,
      ...more,
    },
  });

  it('hands over query, headers in any case, and the body as a Binary', async () => {
    expect(
      await room.value(
        'exports = ({ query, headers, body }) => [query.a, headers["x-hook"][0], headers["X-Hook"].toString(), Object.keys(headers), body.text()]',
        webhook(),
      ),
    ).toEqual(['1', 'yes', 'yes', ['X-Hook', 'Content-Type'], 'hello']);
    expect(await room.value('exports = ({ body }) => typeof body', webhook({ body: null }))).toBe(
      'undefined',
    );
  });

  it('takes what real code gives it', async () => {
    const { reply } = await room.run(
      `exports = function (_, response) {
        response.setStatusCode(201);
        response.setHeader('content-type', ['application/json']);
        response.addHeader('X-A', '1');
        response.addHeader('X-A', '2');
        response.setHeader('Content-Length', '5');
        response.setBody(BSON.ObjectId('64c0ffee64c0ffee64c0ffee'));
      }`,
      webhook(),
    );
    expect(reply).toEqual({
      status: 201,
      headers: [
        ['Content-Type', 'application/json'],
        ['X-A', '1'],
        ['X-A', '2'],
      ],
      bodyBase64: Buffer.from('64c0ffee64c0ffee64c0ffee').toString('base64'),
    });
  });

  it.each([
    'response.setStatusCode(99)',
    'response.setStatusCode("200")',
    "response.setHeader('X-A', 'a\\r\\nSet-Cookie: x')",
    "response.setHeader('X A', 'a')",
  ])('refuses %s', async (call) => {
    await expect(room.value(`exports = (_, response) => ${call}`, webhook())).rejects.toThrow(
      /status|header|line break|whole number|name|value/i,
    );
  });

  it('reads GitHub events and Twilio forms', async () => {
    const json = new TextEncoder().encode('{"number":7}');
    expect(
      await room.value('exports = (p) => p.number', webhook({ serviceType: 'github', body: json })),
    ).toEqual({ $numberLong: '7' });
    const form = new TextEncoder().encode('From=%2B49&Body=a+b&Body=c');
    expect(
      await room.value(
        'exports = (p) => [p.From, p.Body]',
        webhook({
          serviceType: 'twilio',
          body: form,
          headers: { 'Content-Type': ['application/x-www-form-urlencoded'] },
        }),
      ),
    ).toEqual(['+49', 'a b']);
    const bad = await room.run(
      'exports = (p) => p',
      webhook({ serviceType: 'github', body: null }),
    );
    expect(bad.result).toBe('{}');
    expect(bad.logs).toMatchObject([{ level: 'warn' }]);
  });
});
