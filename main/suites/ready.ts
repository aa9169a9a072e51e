import type { SuiteSource } from '../../preload/contract/interchange/suites.ts';
import type {
  SuiteId,
  SuiteOptions,
  SuiteRunId,
  SuiteTarget,
} from '../../preload/contract/interchange/suite-cases.ts';
import type { CaptureId } from '../../preload/contract/shapes.ts';
import { BackstitchError } from '../lib/errors.ts';
import type { CaseRequest, KeptCase } from './case.ts';
import { type Answer, type Before, UNKNOWN } from './answer.ts';
import { isGood } from './judge/judge.ts';
import type { Handled, SendOptions } from './parts.ts';
import type { ReadyCase } from './run.ts';
import type { openSuiteStore } from './store.ts';

/** They are made again, or would be wrong for another body. */
const OF_THE_BODY = new Set(['content-length', 'content-encoding', 'transfer-encoding']);

interface ToRead {
  source: SuiteSource;
  to: SuiteTarget;
  options: SuiteOptions;
  /** The run whose answers are the baseline; null: what was last. */
  against: SuiteRunId | null;
  url: string;
}

/** Makes cases of captures and of suites, each with what it is held against. */
export function caseReader(store: ReturnType<typeof openSuiteStore>, handled: Handled) {
  async function ofCapture(
    id: CaptureId,
    { to, options, against, url }: ToRead,
  ): Promise<ReadyCase | undefined> {
    const capture = await handled.capture(id);
    if (capture === undefined) return undefined;
    const { name, isForged } = capture;
    // With a fresh signature it would no longer be what must be refused.
    const how: SendOptions = isForged ? { ...options, signature: 'keep' } : options;
    return {
      captureId: id,
      key: id,
      name,
      good: options.good ?? goodOf(isForged, to),
      send: (signal) => handled.replay(id, to, how, signal),
      async before() {
        if (against !== null) return ofRun(store.answerIn(id, against));
        const ran = store.lastAnswer(id, url);
        const other = await handled.before(id, to);
        const isOlder = (ran?.at ?? 0) >= (other?.answer.at ?? 0);
        return ran !== undefined && (isOlder || other?.from !== 'replay') ? ofRun(ran) : other;
      },
    };
  }

  async function ofSuite(
    suiteId: SuiteId,
    { n, captureId, name, request, expect }: KeptCase,
    { to, options, against, url }: ToRead,
  ): Promise<ReadyCase> {
    const key = `${suiteId}:${n}`;
    const how: SendOptions = request.resign ? options : { ...options, signature: 'keep' };
    const isHeld = captureId !== null && (await handled.capture(captureId)) !== undefined;
    return {
      captureId,
      key,
      name,
      good: expect.good,
      send: (signal) =>
        isHeld
          ? handled.replay(captureId, to, how, signal)
          : handled.send(request, to, how, signal),
      before() {
        if (against !== null) return Promise.resolve(ofRun(store.answerIn(key, against)));
        const last = store.lastAnswer(key, url);
        const wasGood = last === undefined ? undefined : isGood(last.status, expect.good);
        return Promise.resolve<Before>({
          from: 'expected',
          answer: expect.answer ?? last ?? UNKNOWN,
          good: wasGood ?? expect.answer !== null,
        });
      },
    };
  }

  /** The capture as it came first: where that is refused, its variants say nothing. */
  async function ofVariants(id: CaptureId, { to, options, against, url }: ToRead) {
    const capture = await handled.capture(id);
    if (capture === undefined) return [];
    const variants = await handled.variants(id);
    if (variants === null || variants.length === 0) throw noVariants(variants === null);
    // The event is another each time: who drops what came before must not drop it.
    const how: SendOptions = { ...options, deliveryId: 'new' };
    const made = (name: string, place: string, request: CaseRequest): ReadyCase => {
      const key = `${id}:${place}`;
      return {
        captureId: null,
        key,
        name,
        good: options.good ?? ['2xx'],
        send: (signal) => handled.send(request, to, how, signal),
        before() {
          const ran = against === null ? store.lastAnswer(key, url) : store.answerIn(key, against);
          return Promise.resolve(ofRun(ran));
        },
      };
    };
    const { request } = capture;
    const headers = request.headers.filter(([name]) => !OF_THE_BODY.has(name.toLowerCase()));
    return [
      made('as it came', '', request),
      ...variants.map(({ path, what, value, body }) =>
        made(
          `${path} ${what === 'left-out' ? 'left out' : `is ${value ?? 'null'}`}`,
          JSON.stringify([path, what, value]),
          { ...request, headers, body: Buffer.from(body), resign: true },
        ),
      ),
    ].map((one) => () => Promise.resolve(one));
  }

  return async function read(given: ToRead): Promise<(() => Promise<ReadyCase | undefined>)[]> {
    const { source } = given;
    if (source.kind === 'variants') return ofVariants(source.captureId, given);
    if (source.kind === 'suite') {
      return store.cases(source.id).map((one) => () => ofSuite(source.id, one, given));
    }
    const ids =
      source.kind === 'captures'
        ? [...new Set(source.ids)].toSorted()
        : await handled.found(source.search, source.limit);
    return ids.map((id) => () => ofCapture(id, given));
  };
}

/** A function is not asked for the proof: whether it looks at it is its own matter. */
function goodOf(isForged: boolean, to: SuiteTarget): string[] {
  if (!isForged) return ['2xx'];
  return to.kind === 'function' ? ['2xx', '4xx'] : ['4xx'];
}

function noVariants(isUnknown: boolean): BackstitchError {
  const message = isUnknown
    ? 'Nothing is usual of this event type yet, or its body is no JSON.'
    : 'This event always looks the same: no field is optional, and none has few values.';
  const hint = isUnknown ? 'Wait for 20 captures of it, or 10 over a day.' : 'Choose another one.';
  return new BackstitchError('SUITE_INVALID', message, { field: 'source', hint });
}

const ofRun = (answer: Answer | undefined): Before | null =>
  answer === undefined ? null : { from: 'run', answer };
