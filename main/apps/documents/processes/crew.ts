import type { StartProcess } from '../../../lib/child-process/own-process.ts';
import type { Log } from '../../../lib/log.ts';
import { CANCELLED, CLOSING, type Job, queueJob } from './line.ts';
import { messageOf } from '../values/mongo-error.ts';
import { CROWDED_MS, inTheWay, letsFinish, wantsMoreSeats } from './patience.ts';
import { openSeat, type Seat } from './seats.ts';
import { openSessionBook } from './sessions.ts';
import type { DocumentOrder, DocumentOutcome, WorkerSetup } from './worker-protocol.ts';

/** Processes that read and write documents, one order at a time in each. */
export interface DocumentCrew extends AsyncDisposable {
  /** Never rejects. Gives up waiting when `signal` aborts; what runs already runs to its end. */
  ask(order: DocumentOrder, signal?: AbortSignal): Promise<DocumentOutcome>;
}

const CLOSE_WITHIN_MS = 2000;
const MOST_SEATS = 6;
const MOST_SET_BACKS = 2;
const LOOK_EVERY_MS = 50;
const IDLE_MS = 30_000;

/**
 * Starts processes as orders come. A call that is in the way of others is ended; reads run again
 * later: see NOTES.md.
 *
 * @param limitMs how long one order may run; then its process is ended, and the order fails.
 */
export function openDocumentCrew(
  setup: WorkerSetup,
  limitMs: number,
  log: Log,
  start: StartProcess,
): DocumentCrew {
  const line: Job[] = [];
  const seats = new Set<Seat>();
  const sessions = openSessionBook<Seat>(setup.sessionIdleMs, () => performance.now());
  let closed = false;
  let looking: NodeJS.Timeout | undefined;
  let onIdle: (() => void) | undefined;
  const sweeping = setInterval(() => endIdle(performance.now()), IDLE_MS);
  sweeping.unref();

  function addSeat(): void {
    const seat = openSeat(start, setup, (problem) => {
      if (problem === undefined) pump();
      // Nobody can be served: those who wait are told, rather than it being tried for ever.
      else for (const job of line.splice(0)) job.settle({ ok: false, message: problem });
    });
    seats.add(seat);
    void follow(seat);
  }
  async function follow(seat: Seat): Promise<void> {
    await seat.ended;
    seats.delete(seat);
    sessions.lose(seat);
    pump();
  }
  const placeOf = (job: Job): Seat | undefined =>
    job.session === '' ? undefined : sessions.seatOf(job.session);
  const isFull = (): boolean => seats.size >= MOST_SEATS;
  function seatFor(job: Job): Seat | undefined {
    const place = placeOf(job);
    if (place !== undefined) return isFree(place) ? place : undefined;
    const free = [...seats].filter(isFree);
    // Those with dry runs last: these have nowhere else to go.
    return free.find((seat) => !sessions.holds(seat)) ?? (isFull() ? free[0] : undefined);
  }
  function pump(): void {
    for (const job of line.slice()) {
      if (letsFinish(job, seats, performance.now())) continue;
      const seat = seatFor(job);
      if (seat !== undefined) begin(seat, job);
    }
    if (line.length === 0) {
      if ([...seats].every((seat) => seat.job === undefined)) onIdle?.();
      return;
    }
    if (seats.size === 0) addSeat();
    looking ??= setTimeout(look, LOOK_EVERY_MS);
  }
  function begin(seat: Seat, job: Job): void {
    line.splice(line.indexOf(job), 1);
    seat.job = job;
    seat.startedAt = performance.now();
    sessions.note(job.order, seat);
    const timer = setTimeout(() => stop(seat, limitMs, ''), limitMs);
    const finish = (outcome: DocumentOutcome): void => {
      clearTimeout(timer);
      if (seat.job !== job) return;
      seat.job = undefined;
      seat.idleSince = performance.now();
      job.settle(outcome);
      pump();
    };
    void answerOf(seat, job.order).then(finish);
    if (job.writes !== undefined) looking ??= setTimeout(look, LOOK_EVERY_MS);
  }
  function stop(seat: Seat, afterMs: number, when: string): void {
    const why = `the call took longer than ${afterMs / 1000} s${when} and was stopped`;
    if (!closed) log.warn({ why }, 'a process of the document store was ended');
    seat.ready = false;
    seat.stop(why);
  }

  /** While anybody waits, or writes may wait for each other. */
  function look(): void {
    looking = undefined;
    const now = performance.now();
    const isStarting = [...seats].some((seat) => !seat.ready);
    if (wantsMoreSeats(line, now) && !isStarting && !isFull()) addSeat();
    for (const seat of inTheWay(line, [...seats], isFull(), placeOf, now)) setBack(seat);
    pump();
    const isWriting = [...seats].some((seat) => seat.job?.writes !== undefined);
    if (isWriting) looking ??= setTimeout(look, LOOK_EVERY_MS);
  }
  function setBack(seat: Seat): void {
    const { job } = seat;
    if (job === undefined || !seat.ready) return;
    // A write may have reached the disk by now, and a dry run has lost what it knew.
    const runsAgain =
      job.writes === undefined && job.session === '' && job.setBacks < MOST_SET_BACKS;
    if (runsAgain) {
      seat.job = undefined;
      job.setBacks += 1;
      job.since = performance.now();
      line.push(job);
    }
    stop(seat, CROWDED_MS, ' while others waited');
  }
  function endIdle(now: number): void {
    for (const seat of [...seats].slice(1)) {
      if (!isFree(seat) || now - seat.idleSince < IDLE_MS || sessions.holds(seat)) continue;
      seat.ready = false;
      seat.stop('idle');
    }
  }

  async function forget(order: DocumentOrder): Promise<DocumentOutcome> {
    // Each process has the file open, and would go on writing to what is deleted.
    const asked = [...seats].map((seat) => seat.ask(order).catch(() => undefined));
    const outcomes = await Promise.all(asked);
    return outcomes.find((outcome) => outcome?.ok === false) ?? queued(order);
  }
  function queued(order: DocumentOrder, signal?: AbortSignal): Promise<DocumentOutcome> {
    const answer = queueJob(line, order, signal);
    pump();
    return answer;
  }

  return {
    ask(order, signal) {
      if (closed) return Promise.resolve(CLOSING);
      const refusal = sessions.refusal(order);
      if (refusal !== undefined) return Promise.resolve({ ok: false, message: refusal });
      if (signal?.aborted) return Promise.resolve(CANCELLED);
      const isOver = order.kind === 'end-session' && !sessions.seatOf(order.session);
      if (isOver) return Promise.resolve({ ok: true, result: 'null' });
      return order.kind === 'forget' ? forget(order) : queued(order, signal);
    },
    async [Symbol.asyncDispose]() {
      closed = true;
      clearInterval(sweeping);
      const idle = new Promise<void>((resolve) => {
        onIdle = resolve;
        pump();
      });
      await within(CLOSE_WITHIN_MS, idle);
      for (const job of line.splice(0)) job.settle(CLOSING);
      clearTimeout(looking);
      const free = [...seats].filter(isFree);
      await within(
        CLOSE_WITHIN_MS,
        Promise.allSettled(free.map((seat) => seat.ask({ kind: 'close' }))),
      );
      const ended = [...seats].map((seat) => seat.ended);
      for (const seat of seats) seat.stop(CLOSING.message);
      await Promise.all(ended);
    },
  };
}

async function answerOf(seat: Seat, order: DocumentOrder): Promise<DocumentOutcome> {
  try {
    return await seat.ask(order);
  } catch (error) {
    // The process is gone, and with it its lock on the file: the next may write.
    await seat.ended;
    return { ok: false, message: messageOf(error) };
  }
}

const isFree = (seat: Seat): boolean => seat.ready && seat.job === undefined;

/** Waits for a promise, but no longer than that. */
async function within(ms: number, promise: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, ms);
  });
  await Promise.race([promise, late]);
  clearTimeout(timer);
}
