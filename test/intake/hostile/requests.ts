/** One connection of a sender that keeps to no rule. */
export interface HostileRequest {
  name: string;
  /** Written one after the other. */
  packets: Buffer[];
  /** Closes its own side at once, without waiting for an answer. */
  finAtOnce?: true;
  /** For chunked bodies: the data that could be read, and all bytes behind it. */
  chunked?: { data: string; rest: string };
  /** What the answer must be, where one is sure. */
  status?: number;
}

const bytes = (text: string): Buffer => Buffer.from(text, 'latin1');
const utf8 = (text: string): Buffer => Buffer.from(text, 'utf8');

function request(name: string, text: string, more: Partial<HostileRequest> = {}): HostileRequest {
  return { name, packets: [bytes(text)], ...more };
}

const post = (length: number | string, extra = ''): string =>
  `POST /h HTTP/1.1\r\nHost: x\r\n${extra}Content-Length: ${length}\r\n\r\n`;
const chunkedHead = 'POST /c HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n';

/** Content-Length counts characters, and the body is UTF-8. */
function countedInCharacters(): HostileRequest[] {
  return ['{"n":"é","m":"ü"}', '{"東":"京"}', '"😀"', 'ä', 'ß'.repeat(3000)].flatMap((body) =>
    ['', 'Connection: close\r\n'].flatMap((extra) => {
      const whole = Buffer.concat([bytes(post(body.length, extra)), utf8(body)]);
      const cut = whole.length - 1;
      const name = `${body.length} characters in ${utf8(body).length} bytes ${extra.trim()}`;
      return [
        { name, packets: [whole], status: 200 },
        {
          name: `${name}, in two packets`,
          packets: [whole.subarray(0, cut), whole.subarray(cut)],
          status: 200,
        },
      ];
    }),
  );
}

function moreThanAnnounced(): HostileRequest[] {
  const surpluses = [
    '}',
    '\r\n',
    '"}',
    'xyz\n',
    '\0\0',
    'P',
    'GET',
    '\xff\xfe',
    'a=1&b=2',
    '\r\n\r\n{',
  ];
  return surpluses.flatMap((surplus) =>
    [0, 3, 5000].map((length) =>
      request(
        `${JSON.stringify(surplus)} behind ${length} bytes`,
        post(length) + 'b'.repeat(length) + surplus,
        { status: 200 },
      ),
    ),
  );
}

function lessThanAnnounced(): HostileRequest[] {
  return [1, 2, 10, 1000, 100_000].flatMap((missing) =>
    ['', 'half'].map((body) =>
      request(
        `${missing} bytes missing behind ${body.length}`,
        post(missing + body.length) + body,
        {
          finAtOnce: true,
        },
      ),
    ),
  );
}

const BROKEN_CHUNKS: readonly [name: string, text: string, status: number][] = [
  ['a size that is no number', 'ZZ\r\nworld\r\n0\r\n\r\n', 400],
  ['a negative size', '-1\r\nworld\r\n', 400],
  ['a size with 0x', '0x5\r\nworld\r\n0\r\n\r\n', 400],
  ['a size beyond 64 bits', `${'F'.repeat(20)}\r\nworld`, 400],
  ['no size', '\r\nworld\r\n', 400],
  ['a space before the size', ' 5\r\nworld\r\n0\r\n\r\n', 400],
  ['LF in an extension', '5;a\nworld\r\n0\r\n\r\n', 400],
  ['an extension over 16 KiB', `5;${'e'.repeat(17_000)}\r\nworld\r\n0\r\n\r\n`, 413],
  ['bare LF', '5\nworld\n0\n\n', 400],
  ['CR alone', '5\rworld\r0\r\r', 400],
  ['Content-Length in a trailer', '0\r\nContent-Length: 5\r\n\r\n', 400],
  ['too many trailers', `0\r\n${'X-T: value\r\n'.repeat(12_000)}\r\n`, 431],
  ['a trailer that is too long', `0\r\nX-T: ${'t'.repeat(70_000)}\r\n\r\n`, 431],
  ['a trailer without a colon', '0\r\nX-T value\r\n\r\n', 400],
  ['a control character in a trailer', '0\r\nX-T: \x01\r\n\r\n', 400],
];

function brokenChunks(): HostileRequest[] {
  return BROKEN_CHUNKS.flatMap(([name, text, status]) =>
    [[], ['hello'], ['5', '0\r\n\r\n', 'x'.repeat(3000)]].map((good) => {
      const before = good.map((data) => `${data.length.toString(16)}\r\n${data}\r\n`).join('');
      return request(`${name} behind ${good.length} good chunks`, chunkedHead + before + text, {
        chunked: { data: good.join(''), rest: text },
        status,
      });
    }),
  );
}

function endOfChunkMissing(): HostileRequest[] {
  return ['helloworld\r\n0\r\n\r\n', 'hello\nworld', 'hello\r', 'hello\r\r\n0\r\n\r\n'].map(
    (text) =>
      request(`no CRLF behind a chunk: ${JSON.stringify(text)}`, `${chunkedHead}5\r\n${text}`, {
        chunked: { data: 'hello', rest: text.slice(5) },
        ...(text === 'hello\r' ? { finAtOnce: true } : { status: 400 }),
      }),
  );
}

function afterChunks(): HostileRequest[] {
  const whole = '5\r\nhello\r\n0\r\n\r\n';
  return ['}', '0\r\n\r\n', '\r\n\r\n!', 'z'.repeat(70_000), '\x16\x03\x01'].map((rest) =>
    request(`${rest.length} bytes behind the last chunk`, chunkedHead + whole + rest, {
      chunked: { data: 'hello', rest },
      status: 200,
    }),
  );
}

function pipelinedJunk(): HostileRequest[] {
  return [1, 2, 3].flatMap((count) =>
    ['\x01\x02junk', '{"a":1}', '<xml/>', ' ', 'G'.repeat(5000)].map((junk) =>
      request(
        `${count} pipelined, then ${JSON.stringify(junk.slice(0, 10))}`,
        'GET /p HTTP/1.1\r\nHost: x\r\n\r\n'.repeat(count) + junk,
        { status: 200 },
      ),
    ),
  );
}

const BROKEN_HEADS = [
  'POST /x HTTP/1.1\r\nBad Header\r\n\r\n',
  'POST /x HTTP/1.1\r\nHost : x\r\n\r\n',
  'POST /x HTTP/1.1\r\n: x\r\n\r\n',
  'POST /x HTTP/1.1\r\nX: \x00\r\n\r\n',
  'POST /x HTTP/1.1\r\nX: a\rb\r\n\r\n',
  'POST /x HTTP/1.1\r\n X: folded\r\n\r\n',
  'POST /x HTTP/1.1\nHost: x\n\n',
  'POST /x HTTP/1.1\r\nContent-Length: -1\r\n\r\n',
  'POST /x HTTP/1.1\r\nContent-Length: five\r\n\r\nhello',
  'POST /x HTTP/1.1\r\nContent-Length: 5, 5\r\n\r\nhello',
  'POST /x HTTP/1.1\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello!',
  'POST /x HTTP/1.1\r\nContent-Length: 5\r\nContent-Length: 5\r\n\r\nhello',
  'POST /x HTTP/1.1\r\nContent-Length: 99999999999999999999\r\n\r\nhello',
  'POST /x HTTP/1.1\r\nTransfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n',
  'POST /x HTTP/1.1\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
  'POST /x HTTP/9.9\r\nHost: x\r\n\r\n',
  'POST /x HTTP/1.1 extra\r\nHost: x\r\n\r\n',
  'POST /x y HTTP/1.1\r\nHost: x\r\n\r\n',
  'POST\t/x HTTP/1.1\r\nHost: x\r\n\r\n',
  'post /x HTTP/1.1\r\nHost: x\r\n\r\n',
  'NOSUCHMETHOD /x HTTP/1.1\r\nHost: x\r\n\r\n',
  'P\x00ST /x HTTP/1.1\r\nHost: x\r\n\r\n',
  'GET /\x01 HTTP/1.1\r\nHost: x\r\n\r\n',
  'HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n',
  '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03',
  'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
  '{"a":1}',
  '\r\n\r\n\r\n!',
  'SSH-2.0-OpenSSH_9.6\r\n',
  'EHLO example.com\r\n',
  'GET /x HTTP/1.1\r\nX\r\n: y\r\n\r\n',
  'GET /x HTTP/1\r\n\r\n',
];

const TOO_LARGE: readonly [string, string][] = [
  ['a header of 70,000 bytes', `X: ${'a'.repeat(70_000)}\r\n`],
  ['a header of 300,000 bytes', `X: ${'a'.repeat(300_000)}\r\n`],
  ['a header name of 70,000 bytes', `${'a'.repeat(70_000)}: x\r\n`],
  ['20,000 headers', 'X-Header: value\r\n'.repeat(20_000)],
];

function brokenHeads(): HostileRequest[] {
  return [
    ...BROKEN_HEADS.map((text) => request(JSON.stringify(text), text, { status: 400 })),
    ...TOO_LARGE.map(([name, header]) =>
      request(name, `GET /l HTTP/1.1\r\nHost: x\r\n${header}\r\n`, { status: 431 }),
    ),
    request('a target of 70,000 bytes', `GET /${'t'.repeat(70_000)} HTTP/1.1\r\n\r\n`, {
      status: 431,
    }),
    request(
      'Transfer-Encoding that is no chunked',
      'POST /x HTTP/1.1\r\nTransfer-Encoding: gzip\r\n\r\nhello',
      { status: 400 },
    ),
  ];
}

function cutHeads(): HostileRequest[] {
  const whole = 'POST /cut?a=1 HTTP/1.1\r\nHost: x\r\nX-Some: value\r\nContent-Length: 5\r\n\r\n';
  return [1, 3, 4, 5, 6, 13, 14, 20, 22, 23, 24, 30, 45, whole.length - 2, whole.length - 1].map(
    (end) => request(`FIN after ${end} bytes of a head`, whole.slice(0, end), { finAtOnce: true }),
  );
}

/** Nothing is wrong with these but that they are unusual. */
function unusual(): HostileRequest[] {
  const many = Array.from({ length: 1000 }, (_, i) => `X-${i}: ${i}\r\n`).join('');
  return [
    request('1,000 short headers', `GET /m HTTP/1.1\r\n${many}\r\n`, { status: 200 }),
    request('FIN behind a whole request', `${post(5)}hello`, { finAtOnce: true, status: 200 }),
    request('FIN behind three', 'GET /f HTTP/1.1\r\n\r\n'.repeat(3), {
      finAtOnce: true,
      status: 200,
    }),
    request('HTTP/1.0 without a length', 'GET /old HTTP/1.0\r\n\r\n', { status: 200 }),
    request('two spaces in the request line', 'POST  /x HTTP/1.1\r\nHost: x\r\n\r\n'),
    request('an address that is none', 'GET http://[::1 HTTP/1.1\r\n\r\n'),
    request('no version', 'POST /x\r\nHost: x\r\n\r\n'),
    request('blank lines before it', '\r\n\r\nGET /b HTTP/1.1\r\n\r\n', { status: 200 }),
  ];
}

/** About 200 of them, always the same. */
export function hostileRequests(): HostileRequest[] {
  return [
    ...countedInCharacters(),
    ...moreThanAnnounced(),
    ...lessThanAnnounced(),
    ...brokenChunks(),
    ...endOfChunkMissing(),
    ...afterChunks(),
    ...pipelinedJunk(),
    ...brokenHeads(),
    ...cutHeads(),
    ...unusual(),
  ];
}

/** Some as a basis for random ones. */
export const SEEDS: readonly string[] = [
  `${post(5)}hello`,
  `${chunkedHead}5\r\nhello\r\n1\r\n5\r\n0\r\n\r\n`,
  'GET /g HTTP/1.1\r\nHost: x\r\n\r\n',
  `${chunkedHead}3\r\nabc\r\n0\r\nX-T: 1\r\n\r\n`,
];
