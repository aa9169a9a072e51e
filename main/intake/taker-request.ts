import { readFile } from 'node:fs/promises';
import type { Arrival } from '../captures/arrival.ts';
import type { BodyFolder } from '../captures/body-sink.ts';
import type { TakerRequest } from './taker.ts';

/** Bodies in files are read one after the other, so that many of them do not fill the memory. */
const onePerTurn = createTurns();

function createTurns() {
  let last: Promise<unknown> = Promise.resolve();
  return <T>(work: () => Promise<T>): Promise<T> => {
    const mine = last.then(work, work);
    last = mine;
    return mine;
  };
}

/** An arrival as takers are handed it. */
export function requestOf(bodies: BodyFolder, arrival: Arrival): TakerRequest {
  const { body } = arrival;
  return {
    rowId: arrival.id,
    receivedAt: arrival.receivedAt,
    method: arrival.method,
    target: arrival.target,
    headers: arrival.headers,
    sizeBytes: body.sizeBytes,
    body: () =>
      body.kind === 'memory'
        ? Promise.resolve(body.bytes)
        : onePerTurn(() => readFile(bodies.path(body.file))),
    remoteAddress: arrival.remoteAddress,
    reportedClient: arrival.reportedClient,
    viaTunnel: arrival.viaTunnel,
  };
}
