import type { Database } from 'better-sqlite3';
import { newId } from '../lib/new-id.ts';
import {
  checkHeaderName,
  checkHeaderValue,
  checkMethod,
  checkPath,
  checkReplyBody,
} from '../../preload/rules/endpoint-rules.ts';
import type { Endpoint, EndpointForward, EndpointInput } from '../../preload/contract/endpoints.ts';
import type { EndpointId } from '../../preload/contract/shapes.ts';
import { BackstitchError } from '../lib/errors.ts';
import { createPublisher } from '../lib/publisher.ts';
import type { GroupCommit } from '../store/group-commit.ts';
import { openEndpointStore, type KeptEndpoint } from './endpoint-store.ts';
import { chaosProblems } from '../../preload/rules/chaos/problems.ts';
import { insertAt, match, shadows } from '../../preload/rules/endpoint-matching.ts';
import { chaosOf, startOfCount } from './chaos.ts';
import { type CannedPlan, planReply } from './reply-plan.ts';

export type Endpoints = ReturnType<typeof openEndpoints>;

interface Parts {
  db: Database;
  groups: GroupCommit;
  localUrl: () => string;
  publicUrl: () => string | null;
  captureCount: (id: EndpointId) => number;
}

const TELL_MS = 250;
const INBOX_ID = 'inbox' as EndpointId;

const INBOX: KeptEndpoint = {
  id: INBOX_ID,
  name: 'Inbox',
  enabled: true,
  path: '/',
  methods: [],
  failuresDone: 0,
  chaosSeen: 0,
  reply: {
    status: 200,
    headers: [],
    bodyKind: 'text',
    body: 'Caught by Backstitch.\n',
    delayMs: 0,
    failFirst: { count: 0, status: 500 },
  },
};

/** Endpoints and their canned replies. Matching reads memory; the database follows. */
export function openEndpoints(parts: Parts) {
  const store = openEndpointStore(parts.db);
  const changes = createPublisher<{ changed: true }>({ changed: true });
  const loaded = store.all();
  let inbox = loaded.find((endpoint) => endpoint.id === INBOX_ID) ?? INBOX;
  let list = loaded.filter((endpoint) => endpoint.id !== INBOX_ID);
  /** What was deleted since the start, with the place it had in the list. */
  const deleted = new Map<EndpointId, { endpoint: KeptEndpoint; at: number }>();

  function view(endpoint: KeptEndpoint): Endpoint {
    const index = list.indexOf(endpoint);
    const isInbox = endpoint === inbox;
    const { failuresDone, ...rest } = endpoint;
    const earlier = isInbox ? [] : list.slice(0, index);
    const publicUrl = parts.publicUrl();
    return {
      ...rest,
      forward: rest.forward ?? null,
      isInbox,
      position: isInbox ? list.length + 1 : index + 1,
      shadowedBy: earlier.find((other) => shadows(other, endpoint))?.name ?? null,
      failuresLeft: Math.max(0, rest.reply.failFirst.count - failuresDone),
      captureCount: parts.captureCount(endpoint.id),
      localUrl: join(parts.localUrl(), endpoint.path),
      publicUrl: publicUrl === null ? null : join(publicUrl, endpoint.path),
    };
  }
  let due: NodeJS.Timeout | undefined;
  /** A count that goes up with every request is told a few times a second. */
  function tellSoon(): void {
    due ??= setTimeout(() => {
      due = undefined;
      changes.publish({ changed: true });
    }, TELL_MS);
  }
  function mustFind(id: EndpointId): KeptEndpoint {
    const found = id === INBOX_ID ? inbox : list.find((endpoint) => endpoint.id === id);
    if (!found) throw new BackstitchError('ENDPOINT_NOT_FOUND');
    return found;
  }
  /** Changes are made one after the other: each begins with the list that the one before left. */
  let before: Promise<unknown> = Promise.resolve();
  function inTurn<T>(change: () => Promise<T>): Promise<T> {
    const done = before.then(change);
    before = done.catch(() => undefined);
    return done;
  }
  /** On disk first, then live: what a restart would bring back is what answers now. */
  async function save(next: KeptEndpoint[], nextInbox = inbox): Promise<void> {
    await parts.groups.commit(() => store.saveAll([...next, nextInbox]));
    list = next;
    inbox = nextInbox;
    changes.publish({ changed: true });
  }
  /** Deletes what is there of these; kept in mind so that it can be brought back. */
  async function takeAway(ids: ReadonlySet<string>): Promise<EndpointId[]> {
    const gone = list
      .map((endpoint, at) => ({ endpoint, at }))
      .filter(({ endpoint }) => ids.has(endpoint.id));
    await save(list.filter((endpoint) => !ids.has(endpoint.id)));
    for (const one of gone) deleted.set(one.endpoint.id, one);
    return gone.map(({ endpoint }) => endpoint.id);
  }
  function place(next: KeptEndpoint): Promise<void> {
    return next.id === INBOX_ID
      ? save(list, next)
      : save(list.map((endpoint) => (endpoint.id === next.id ? next : endpoint)));
  }

  return {
    list: (): Endpoint[] => [...list, inbox].map(view),
    create: (input: EndpointInput): Promise<Endpoint> =>
      inTurn(async () => {
        const checked = check(input, [...list, inbox]);
        const fresh: KeptEndpoint = {
          ...checked,
          id: newId('ep_') as EndpointId,
          failuresDone: 0,
          chaosSeen: 0,
        };
        const at = insertAt(list, fresh);
        await save([...list.slice(0, at), fresh, ...list.slice(at)]);
        return view(fresh);
      }),
    update: ({ id, ...input }: EndpointInput & { id: EndpointId }): Promise<Endpoint> =>
      inTurn(async () => {
        const old = mustFind(id);
        const others = [...list, inbox].filter((endpoint) => endpoint.id !== id);
        const checked = check(input, others);
        const fixed =
          id === INBOX_ID ? { name: 'Inbox', path: '/', methods: [], enabled: true } : {};
        const sameFailures =
          JSON.stringify(old.reply.failFirst) === JSON.stringify(checked.reply.failFirst);
        const failuresDone = sameFailures ? old.failuresDone : 0;
        const forward = checked.forward === undefined ? old.forward : checked.forward;
        const chaosSeen = startOfCount(old, checked.reply.chaos);
        await place({ ...checked, ...fixed, id, failuresDone, chaosSeen, forward });
        return view(mustFind(id));
      }),
    remove: ({ id }: { id: EndpointId }): Promise<{ removed: boolean }> =>
      inTurn(async () => {
        mustFind(id);
        if (id === INBOX_ID) {
          throw new BackstitchError('ENDPOINT_INVALID', 'The inbox cannot be deleted.', {
            hint: 'It takes the requests that no other endpoint takes. You can change its reply.',
          });
        }
        await takeAway(new Set([id]));
        return { removed: true };
      }),
    removeMany: ({ ids }: { ids: EndpointId[] }): Promise<{ removed: EndpointId[] }> =>
      inTurn(async () => ({ removed: await takeAway(new Set(ids)) })),
    /** @throws BackstitchError ENDPOINT_NOT_FOUND where one was not deleted since the start. */
    restore: ({ ids }: { ids: EndpointId[] }): Promise<Endpoint[]> =>
      inTurn(async () => {
        const back = [...new Set(ids)].map((id) => {
          const found = deleted.get(id);
          if (found === undefined) throw new BackstitchError('ENDPOINT_NOT_FOUND');
          return found;
        });
        const next = [...list];
        // From the top, so that each finds the place it had.
        for (const { endpoint, at } of back.toSorted((a, b) => a.at - b.at)) {
          check(endpoint, [...next, inbox]);
          next.splice(at, 0, endpoint);
        }
        await save(next);
        for (const { endpoint } of back) deleted.delete(endpoint.id);
        return [...list, inbox].map(view);
      }),
    switchMany: ({ ids, enabled }: { ids: EndpointId[]; enabled: boolean }): Promise<Endpoint[]> =>
      inTurn(async () => {
        const wanted = new Set<string>(ids);
        await save(list.map((one) => (wanted.has(one.id) ? { ...one, enabled } : one)));
        return [...list, inbox].map(view);
      }),
    move: ({ id, position }: { id: EndpointId; position: number }): Promise<Endpoint[]> =>
      inTurn(async () => {
        const moving = mustFind(id);
        if (id !== INBOX_ID) {
          const others = list.filter((endpoint) => endpoint !== moving);
          const at = Math.min(position - 1, others.length);
          await save([...others.slice(0, at), moving, ...others.slice(at)]);
        }
        return [...list, inbox].map(view);
      }),
    /** @throws BackstitchError ENDPOINT_NOT_FOUND */
    get: (id: EndpointId): Endpoint => view(mustFind(id)),
    setForward: (id: EndpointId, forward: EndpointForward): Promise<Endpoint> =>
      inTurn(async () => {
        await place({ ...mustFind(id), forward });
        return view(mustFind(id));
      }),
    resetFailures: ({ id }: { id: EndpointId }): Promise<Endpoint> =>
      inTurn(async () => {
        await place({ ...mustFind(id), failuresDone: 0 });
        return view(mustFind(id));
      }),
    resetChaos: ({ id }: { id: EndpointId }): Promise<Endpoint> =>
      inTurn(async () => {
        await place({ ...mustFind(id), chaosSeen: 0 });
        return view(mustFind(id));
      }),
    live: (_input?: undefined, signal?: AbortSignal) => changes.subscribe(signal),
    /** Tells readers to fetch the list again, for instance when the public URL changed. */
    touch: (): void => changes.publish({ changed: true }),

    /** The endpoint that takes a request; the inbox if no other does. */
    matchRequest: (method: string, path: string): KeptEndpoint =>
      match(list, method, path) ?? inbox,
    /** Whether it is the one that takes what no other does. */
    isInbox: (endpoint: KeptEndpoint): boolean => endpoint === inbox,
    /** Its reply, counting what goes wrong on purpose where the endpoint asks for it. */
    replyTo(endpoint: KeptEndpoint): CannedPlan {
      const plan = planReply(endpoint.reply, endpoint.failuresDone);
      if (plan.note !== null) {
        endpoint.failuresDone += 1;
        const { id, failuresDone } = endpoint;
        parts.groups.later(() => store.saveFailures(id, failuresDone));
        changes.publish({ changed: true });
        return plan;
      }
      if (!endpoint.reply.chaos) return plan;
      endpoint.chaosSeen += 1;
      const { id, chaosSeen } = endpoint;
      parts.groups.later(() => store.saveSeen(id, chaosSeen));
      tellSoon();
      return chaosOf(endpoint, plan) ?? plan;
    },
    close(): void {
      clearTimeout(due);
      changes.close();
    },
  };
}

/** @throws BackstitchError ENDPOINT_INVALID, naming the field. */
function check(input: EndpointInput, others: readonly KeptEndpoint[]): EndpointInput {
  const refuse = (field: string, message: string | null): void => {
    if (message !== null) throw new BackstitchError('ENDPOINT_INVALID', message, { field });
  };
  const name = input.name.trim();
  const taken = others.some((other) => other.name.toLowerCase() === name.toLowerCase());
  if (taken) refuse('name', `There is already an endpoint named “${name}”.`);
  refuse('path', checkPath(input.path));
  for (const [i, method] of input.methods.entries()) refuse(`methods.${i}`, checkMethod(method));
  for (const [i, [header, value]] of input.reply.headers.entries()) {
    refuse(`reply.headers.${i}.0`, checkHeaderName(header));
    refuse(`reply.headers.${i}.1`, checkHeaderValue(value));
  }
  refuse('reply.body', checkReplyBody(input.reply.bodyKind, input.reply.body));
  for (const { field, message } of chaosProblems(input.reply.chaos)) refuse(field, message);
  return { ...input, name };
}

const join = (base: string, path: string): string =>
  path === '/' ? base : `${base.replace(/\/$/, '')}${path}`;
