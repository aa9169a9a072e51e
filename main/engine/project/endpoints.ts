import type { EndpointInput } from '../../../preload/contract/endpoints.ts';
import type { EndpointItem } from '../../../preload/contract/interchange/project-file.ts';
import type { SenderSettings } from '../../../preload/contract/signatures.ts';
import type { DestinationId } from '../../../preload/contract/deliveries.ts';
import type { EndpointId } from '../../../preload/contract/shapes.ts';
import { BackstitchError } from '../../lib/errors.ts';
import type { HeldItem, KindRoom, Kinds, Names } from '../../project/kinds.ts';
import { lookUp, type Vault } from '../../project/references.ts';
import type { ProjectRooms } from './project-rooms.ts';

type Parts = Pick<ProjectRooms, 'endpoints' | 'senders'> & { vault: Vault };
type Plain = Omit<EndpointItem, 'sender'> & {
  sender: Omit<NonNullable<EndpointItem['sender']>, 'secrets' | 'verifyToken'> | null;
};

/** Endpoints with their senders, as the project has them. The inbox is everybody's own. */
export function endpointsKind({ endpoints, senders, vault }: Parts): KindRoom {
  const own = () => endpoints.list().filter(({ isInbox }) => !isInbox);

  function held(id: EndpointId, names: Names): HeldItem {
    const { name, enabled, path, methods, reply, forward } = endpoints.get(id);
    const { failFirst, chaos, ...rest } = reply;
    const destination = forward == null ? null : names.keyOf('destinations', forward.destinationId);
    const value: Plain = {
      name,
      enabled,
      path,
      methods,
      // Left out where there is none, as projects of before have it.
      reply: chaos ? { ...rest, chaos } : rest,
      failFirst,
      forward:
        forward == null
          ? null
          : {
              destination: destination ?? '',
              onFailure: forward.onFailure,
              deadlineMs: forward.deadlineMs,
              appendPath: forward.appendPath,
            },
      sender: plainSender(senders.surface.settings({ endpointId: id })),
    };
    const problem =
      destination === undefined
        ? `“${name}” is answered by a destination that is not in the project. Add that one first.`
        : null;
    return { id, name, value: value, problem };
  }

  function inputOf(item: EndpointItem, names: Names): EndpointInput {
    const { enabled, path, methods, reply, failFirst, forward } = item;
    return {
      name: item.name ?? '',
      enabled,
      path,
      methods,
      reply: { ...reply, failFirst },
      forward: forward && {
        destinationId: mustBeHere(names, forward.destination),
        onFailure: forward.onFailure,
        deadlineMs: forward.deadlineMs,
        appendPath: forward.appendPath,
      },
    };
  }

  async function saveSender(endpointId: EndpointId, { sender }: EndpointItem): Promise<void> {
    const now = senders.surface.settings({ endpointId });
    const plain = sender === null ? NO_SENDER : sender;
    const { provider, custom, refuse, handshakes, publicUrl } = plain;
    const next = { ...now, provider, custom, refuse, handshakes, publicUrl };
    if (JSON.stringify(next) === JSON.stringify(now)) return;
    await senders.surface.saveSettings({ endpointId, ...next });
  }

  return {
    list: (names) => own().map(({ id }) => held(id, names)),
    async add(value, names) {
      const item = value as unknown as EndpointItem;
      const { id } = await endpoints.create(inputOf(item, names));
      try {
        await saveSender(id, item);
      } catch (error) {
        // Half of it would answer without asking who sends.
        await endpoints.remove({ id });
        throw error;
      }
      return { id };
    },
    async change(id, value, names) {
      const item = value as unknown as EndpointItem;
      const endpointId = id as EndpointId;
      await endpoints.update({ id: endpointId, ...inputOf(item, names) });
      await saveSender(endpointId, item);
      return { id };
    },
    async remove(id) {
      await endpoints.remove({ id: id as EndpointId });
    },
    plain(value) {
      const item = value as unknown as EndpointItem;
      const { sender } = item;
      return {
        ...item,
        sender: sender && plainSender({ ...sender, verifyToken: null }),
      };
    },
    lend(id, value) {
      const sender = (value as unknown as EndpointItem | undefined)?.sender ?? null;
      const secrets = (sender?.secrets ?? []).flatMap((ref) => lookUp(vault, ref) ?? []);
      const token = sender?.verifyToken ? lookUp(vault, sender.verifyToken) : undefined;
      senders.lend(id as EndpointId, { secrets, verifyToken: token?.value ?? null });
    },
    secretsOf(id, key) {
      const { secrets, verifyToken } = senders.keptTexts(id as EndpointId);
      const texts = secrets.map((text, at) => ({
        name: at === 0 ? `${key}-sender` : `${key}-sender-${at + 1}`,
        text,
      }));
      const token =
        verifyToken === null ? [] : [{ name: `${key}-verify-token`, text: verifyToken }];
      const fields = [
        ...(texts.length > 0
          ? [{ path: ['sender', 'secrets'], to: texts.map(({ name }) => ({ secret: name })) }]
          : []),
        ...token.map(({ name }) => ({ path: ['sender', 'verifyToken'], to: { secret: name } })),
      ];
      return { fields, texts: [...texts, ...token] };
    },
  };
}

/** The order of matching. */
export function orderKind({ endpoints }: Pick<ProjectRooms, 'endpoints'>): Kinds['order'] {
  const ids = (): EndpointId[] =>
    endpoints.list().flatMap(({ id, isInbox }) => (isInbox ? [] : [id]));
  return {
    ids,
    async arrange(wanted) {
      const next = [...wanted] as EndpointId[];
      const moving = new Set<string>(wanted);
      // The places that they have now, in the order that they are to have; others stay where they are.
      const target = ids().map((id) => (moving.has(id) ? (next.shift() ?? id) : id));
      for (const [at, id] of target.entries()) {
        if (ids()[at] !== id) await endpoints.move({ id, position: at + 1 });
      }
    },
  };
}

const NO_SENDER = {
  provider: null,
  custom: null,
  refuse: false,
  handshakes: true,
  publicUrl: null,
} as const;

/** Without secrets; null for one that says nothing. */
function plainSender(sender: SenderSettings): Plain['sender'] {
  const { provider, custom, refuse, handshakes, publicUrl } = sender;
  const plain = { provider, custom, refuse, handshakes, publicUrl };
  return JSON.stringify(plain) === JSON.stringify(NO_SENDER) ? null : plain;
}

/** @throws BackstitchError PROJECT_INVALID */
export function mustBeHere(names: Names, key: string): DestinationId {
  const id = names.idOf('destinations', key);
  if (id !== undefined) return id as DestinationId;
  throw new BackstitchError('PROJECT_INVALID', `The destination “${key}” is not here yet.`);
}
