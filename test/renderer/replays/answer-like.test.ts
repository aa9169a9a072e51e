import { describe, expect, it } from 'vitest';
import type { SentReply } from '../../../preload/contract/captures.ts';
import type { CannedReply } from '../../../preload/contract/endpoints.ts';
import { replyLike } from '../../../renderer/replays/answer-like.ts';

const BEFORE: CannedReply = {
  status: 200,
  headers: [['X-Old', '1']],
  bodyKind: 'text',
  body: 'old',
  delayMs: 30,
  failFirst: { count: 3, status: 500 },
};

const sent = (part: Partial<SentReply>): SentReply => ({
  status: 201,
  reason: 'Created',
  headers: [],
  sizeBytes: 1,
  completed: true,
  ...part,
});

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

describe('the answer made like a reply', () => {
  it('has its status, its body and the headers that are not of the connection', () => {
    const like = replyLike(
      sent({
        headers: [
          ['Content-Type', 'application/json'],
          ['Set-Cookie', 'a=1'],
          ['Set-Cookie', 'b=2'],
          ['Date', 'Thu, 26 Nov 2026 19:00:00 GMT'],
          ['Content-Length', '8'],
          ['Connection', 'keep-alive'],
          ['Transfer-Encoding', 'chunked'],
        ],
      }),
      bytes('{"ok":1}'),
      BEFORE,
    );
    expect(like).toEqual({
      ok: true,
      reply: {
        status: 201,
        headers: [
          ['Content-Type', 'application/json'],
          ['Set-Cookie', 'a=1'],
          ['Set-Cookie', 'b=2'],
        ],
        bodyKind: 'json',
        body: '{"ok":1}',
        delayMs: 30,
        failFirst: { count: 0, status: 500 },
      },
    });
  });

  it('is text where JSON is named but not sent, for an endpoint would refuse it', () => {
    const headers: SentReply['headers'] = [['Content-Type', 'application/json']];
    expect(replyLike(sent({ headers }), bytes('{"ok":'), BEFORE)).toMatchObject({
      reply: { bodyKind: 'text', body: '{"ok":' },
    });
  });

  it('is none where an endpoint could not send the same', () => {
    const why = (part: Partial<SentReply>, body: Uint8Array): unknown =>
      replyLike(sent(part), body, BEFORE);
    const notText = { ok: false, why: 'The body is not text. An endpoint answers with text.' };
    expect(why({}, Uint8Array.of(0xff, 0xfe))).toEqual(notText);
    expect(why({ headers: [['Content-Encoding', 'gzip']] }, bytes('x'))).toEqual(notText);
    expect(why({}, bytes('x'.repeat(1_000_001)))).toMatchObject({ ok: false });
    expect(why({ status: 101 }, bytes(''))).toMatchObject({ ok: false });
  });
});
