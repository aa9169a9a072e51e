import { isContractProcedure } from '@orpc/contract';
import { contract } from '../../../preload/contract.ts';
import type { Clock } from '../../lib/clock.ts';
import { createPublisher, presentFirst } from '../../lib/publisher.ts';
import { ONLY_ASKS } from './only-asks.ts';

/** A part of the contract. */
export type Domain = keyof typeof contract;

/** Changes that follow each other are told together: a script makes hundreds in a second. */
const GATHER_MS = 100;

/** What changes in any part, whoever changed it: pages and scripts ask again for what they show. */
export function createChanges(clock: Clock) {
  const all = Object.keys(contract) as Domain[];
  const told = createPublisher<{ domains: Domain[] }>({ domains: all });
  const waiting = new Set<Domain>();
  let cancel: (() => void) | undefined;

  /** To be called once the change can be asked for. */
  function tell(...domains: Domain[]): void {
    for (const domain of domains) waiting.add(domain);
    cancel ??= clock.after(GATHER_MS, () => {
      cancel = undefined;
      const now = [...waiting];
      waiting.clear();
      told.publish({ domains: now });
    });
  }

  return {
    tell,
    /** Says nothing first, so that whoever reads it knows that it is listening. */
    live(_input?: undefined, signal?: AbortSignal) {
      const following = told.subscribe(signal);
      return presentFirst({ domains: [] as Domain[] }, following);
    },
    /**
     * The same operations, of which those that change something tell so when they are done. So whatever way a
     * change comes by, page, REST, command line or agent, all hear of it, and a new operation tells by itself.
     */
    toldBy: <S extends object>(surface: S): S =>
      Object.fromEntries(
        Object.entries(surface).map(([domain, room]) => [
          domain,
          domain in contract ? toldOf(domain as Domain, room as Operations, tell) : room,
        ]),
      ) as S,
    close(): void {
      cancel?.();
      told.close();
    },
  };
}

type Operations = Readonly<Record<string, unknown>>;
type Work = (...args: unknown[]) => unknown;

function toldOf(domain: Domain, room: Operations, tell: (domain: Domain) => void): Operations {
  const told = Object.entries(room).map(([name, work]) => {
    if (typeof work !== 'function' || !changes(domain, name)) return [name, work];
    const telling = (...args: unknown[]): unknown => {
      const result = Reflect.apply(work as Work, room, args);
      if (!(result instanceof Promise)) tell(domain);
      else
        result.then(
          () => tell(domain),
          // Said to who called.
          () => undefined,
        );
      return result;
    };
    return [name, telling];
  });
  return { ...room, ...Object.fromEntries(told) };
}

const asking: ReadonlySet<string> = new Set(ONLY_ASKS);

/** Whether an operation may leave something else than it found, by its route. */
export function changes(domain: Domain, name: string): boolean {
  const operation = (contract[domain] as Operations)[name];
  if (!isContractProcedure(operation) || asking.has(`${domain}.${name}`)) return false;
  // One without a method of its own takes bytes in, or gives them: those that only give are listed.
  return operation['~orpc'].route.method !== 'GET';
}
