import type { Chaos, ChaosRule } from '../../preload/contract/endpoints/chaos.ts';
import type { CannedReply } from '../../preload/contract/endpoints.ts';
import type { EndpointId, HeaderPair } from '../../preload/contract/shapes.ts';
import { draw, type Drawn } from '../../preload/rules/chaos/draw.ts';
import { chaosWords } from '../../preload/rules/chaos/words.ts';
import { hasNoBody } from '../../preload/rules/endpoint-rules.ts';
import { type ChaosAct, planOf } from '../intake/taker.ts';
import { type CannedPlan, planReply } from './reply-plan.ts';

interface Asked {
  id: EndpointId;
  reply: CannedReply;
  /** The number of this request, 1 first. */
  chaosSeen: number;
}

/** What is cut needs something that can be cut. */
const FILLER = 'Backstitch misbehaves on purpose. This text stands where a body would be.\n';

/** How many requests chaos was asked for once an endpoint is saved: another seed begins at 0. */
export function startOfCount(
  old: { chaosSeen: number; reply: CannedReply },
  next: Chaos | null | undefined,
): number {
  return next?.seed === old.reply.chaos?.seed ? old.chaosSeen : 0;
}

/**
 * The reply to a request that something is done to; null where nothing is.
 *
 * @param plain what it would be answered otherwise, and is where too many are held already
 */
export function chaosOf({ id, reply, chaosSeen }: Asked, plain: CannedPlan): CannedPlan | null {
  const { chaos } = reply;
  const drawn = chaos ? draw(chaos, id, chaosSeen) : null;
  if (!chaos || drawn === null) return null;
  const note = `${chaosWords(drawn.rule)} (${placeWords(drawn, chaosSeen, chaos.seed)})`;
  const { kind } = drawn.rule;
  const spoilt = spoil(drawn.rule, reply, plain);
  const fault = { kind, act: spoilt.act, note, instead: plain };
  return { ...plain, ...spoilt.plan, ascii: null, chaos: fault };
}

const placeWords = ({ place }: Drawn, request: number, seed: number): string =>
  `rule ${place}, request ${request}, seed ${seed}`;

interface Spoilt {
  plan: Pick<CannedPlan, 'status' | 'reason' | 'headers' | 'body'>;
  act: ChaosAct;
}

function spoil(rule: ChaosRule, reply: CannedReply, plain: CannedPlan): Spoilt {
  switch (rule.kind) {
    case 'close':
      return { plan: plain, act: { act: 'silent', holdMs: 0, end: 'close' } };
    case 'reset':
      return { plan: plain, act: { act: 'silent', holdMs: 0, end: 'reset' } };
    case 'hang':
      return { plan: plain, act: { act: 'silent', holdMs: rule.holdMs, end: 'close' } };
    case 'garbage':
      return { plan: plain, act: { act: 'garbage', bytes: Buffer.from(rule.text, 'utf8') } };
    case 'status':
      return { plan: failing(rule), act: { act: 'send', isWhole: true } };
    case 'redirect': {
      const headers: HeaderPair[] = [['Location', rule.location]];
      const plan = planOf({ status: rule.status, headers, body: Buffer.alloc(0) });
      return { plan, act: { act: 'send', isWhole: true } };
    }
    case 'drip-head': {
      const { bytes, everyMs } = rule;
      return { plan: plain, act: { act: 'drip', from: 'head', bytes, everyMs } };
    }
    case 'big-head': {
      const header: HeaderPair = ['X-Backstitch-Chaos', 'x'.repeat(rule.bytes)];
      const plan = { ...plain, headers: [...plain.headers, header] };
      return { plan, act: { act: 'send', isWhole: true } };
    }
    case 'reset-body':
    case 'half-body':
    case 'long-length':
    case 'short-length':
    case 'drip':
    case 'bad-chunk':
      return spoilBody(rule, withBody(reply, plain));
    default:
      return rule satisfies never;
  }
}

type OfBody = Extract<
  ChaosRule,
  { kind: 'reset-body' | 'half-body' | 'long-length' | 'short-length' | 'drip' | 'bad-chunk' }
>;

function spoilBody(rule: OfBody, plan: Spoilt['plan']): Spoilt {
  const { length } = plan.body;
  switch (rule.kind) {
    case 'reset-body': {
      // The last byte never leaves, or the reply would be whole after all.
      const bytes = Math.min(rule.bytes, length - 1);
      return { plan, act: { act: 'cut', bytes, holdMs: 0, end: 'reset' } };
    }
    case 'half-body': {
      const bytes = Math.min(Math.floor(length * rule.part), length - 1);
      return { plan, act: { act: 'cut', bytes, holdMs: 0, end: 'close' } };
    }
    case 'long-length': {
      const act = { act: 'cut', bytes: length, holdMs: rule.holdMs, end: 'close' } as const;
      return { plan: announcing(plan, length + rule.extra), act };
    }
    case 'short-length': {
      const announced = Math.max(0, length - rule.less);
      return { plan: announcing(plan, announced), act: { act: 'send', isWhole: false } };
    }
    case 'drip': {
      const { bytes, everyMs } = rule;
      return { plan, act: { act: 'drip', from: 'body', bytes, everyMs } };
    }
    case 'bad-chunk': {
      const headers: HeaderPair[] = [...withoutLength(plan), ['Transfer-Encoding', 'chunked']];
      const body = Buffer.concat([Buffer.from('not a size\r\n'), plan.body]);
      return { plan: { ...plan, headers, body }, act: { act: 'send', isWhole: false } };
    }
    default:
      return rule satisfies never;
  }
}

/** The reply as it is, or with a text in it where it has no body. */
function withBody(reply: CannedReply, plain: CannedPlan): Spoilt['plan'] {
  if (plain.body.length > 0) return plain;
  const status = hasNoBody(reply.status) ? 200 : reply.status;
  return planReply({ ...reply, status, bodyKind: 'text', body: FILLER }, reply.failFirst.count);
}

const withoutLength = ({ headers }: Spoilt['plan']): HeaderPair[] =>
  headers.filter(([name]) => name.toLowerCase() !== 'content-length');

function announcing(plan: Spoilt['plan'], length: number): Spoilt['plan'] {
  return { ...plan, headers: [...withoutLength(plan), ['Content-Length', String(length)]] };
}

function failing(rule: Extract<ChaosRule, { kind: 'status' }>): Spoilt['plan'] {
  const { status, retryAfter, body } = rule;
  const headers: HeaderPair[] = [];
  if (retryAfter !== null) headers.push(['Retry-After', retryAfterText(retryAfter)]);
  if (body !== '') headers.push(['Content-Type', 'text/plain; charset=utf-8']);
  return planOf({ status, headers, body: Buffer.from(body, 'utf8') });
}

/** Both forms are legal: RFC 9110 §10.2.3. */
function retryAfterText({ seconds, as }: { seconds: number; as: 'seconds' | 'date' }): string {
  return as === 'seconds' ? String(seconds) : new Date(Date.now() + seconds * 1000).toUTCString();
}
