import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { deserialize, type Document, Int32, serialize } from 'bson';

const OP_REPLY = 1;
const OP_QUERY = 2004;
const OP_MSG = 2013;

/**
 * Speaks enough of the wire protocol for the official driver: handshake, find, insert, update,
 * delete, aggregate and the rest, over lists in memory. It matches by the equality of top-level
 * fields only; what a real server does with a query is not its business. `seen` holds the commands.
 */
export async function startWireDouble() {
  const collections = new Map<string, Document[]>();
  const seen: Document[] = [];
  const sockets = new Set<Socket>();
  let connections = 0;
  const server = createServer((socket) => {
    connections += 1;
    sockets.add(socket);
    let buffered: Buffer = Buffer.alloc(0);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => sockets.delete(socket));
    socket.on('data', (chunk) => {
      buffered = Buffer.concat([buffered, chunk]);
      while (buffered.length >= 16 && buffered.length >= buffered.readInt32LE(0)) {
        const length = buffered.readInt32LE(0);
        socket.write(reply(buffered.subarray(0, length), collections, seen));
        buffered = buffered.subarray(length);
      }
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  return {
    uri: `mongodb://127.0.0.1:${port}`,
    port,
    seen,
    collections,
    connections: () => connections,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

const KEEP = { promoteValues: false, bsonRegExp: true };

function reply(message: Buffer, collections: Map<string, Document[]>, seen: Document[]): Buffer {
  const requestId = message.readInt32LE(4);
  const opCode = message.readInt32LE(12);
  const command = opCode === OP_QUERY ? readQuery(message) : readMessage(message);
  const name = Object.keys(command)[0] ?? '';
  if (!QUIET.has(name)) seen.push(command);
  const answer = serialize({ ...answerTo(name, command, collections), ok: 1 });
  const head =
    opCode === OP_QUERY ? Buffer.from([8, ...zeros(15), 1, 0, 0, 0]) : Buffer.from(zeros(5));
  const body = Buffer.concat([head, answer]);
  const header = Buffer.alloc(16);
  header.writeInt32LE(16 + body.length, 0);
  header.writeInt32LE(requestId, 8);
  header.writeInt32LE(opCode === OP_QUERY ? OP_REPLY : OP_MSG, 12);
  return Buffer.concat([header, body]);
}

const QUIET = new Set(['hello', 'ismaster', 'isMaster', 'ping', 'endSessions']);
const zeros = (count: number): number[] => Array.from({ length: count }, () => 0);

function readQuery(message: Buffer): Document {
  const nameEnd = message.indexOf(0, 20);
  const start = nameEnd + 1 + 8;
  return deserialize(message.subarray(start, start + message.readInt32LE(start)), KEEP);
}

/** The body section, with the document sequences as arrays in it. */
function readMessage(message: Buffer): Document {
  const command: Document = {};
  let at = 20;
  while (at < message.length) {
    const kind = message[at];
    const size = message.readInt32LE(at + 1);
    if (kind === 0) {
      Object.assign(command, deserialize(message.subarray(at + 1, at + 1 + size), KEEP));
    } else {
      const nameEnd = message.indexOf(0, at + 5);
      const list: Document[] = [];
      let from = nameEnd + 1;
      while (from < at + 1 + size) {
        const length = message.readInt32LE(from);
        list.push(deserialize(message.subarray(from, from + length), KEEP));
        from += length;
      }
      command[message.toString('utf8', at + 5, nameEnd)] = list;
    }
    at += 1 + size;
  }
  return command;
}

function answerTo(name: string, command: Document, collections: Map<string, Document[]>): Document {
  const space = `${command['$db']}.${command[name]}`;
  const documents = collections.get(space) ?? [];
  const batch = (list: Document[]): Document => ({
    cursor: { firstBatch: list, id: 0n, ns: space },
  });
  switch (name) {
    case 'find':
      return batch(documents.filter((item) => matches(item, command['filter'])));
    case 'insert': {
      collections.set(space, [...documents, ...command['documents']]);
      return { n: new Int32(command['documents'].length) };
    }
    case 'delete': {
      const left = documents.filter((item) => !matches(item, command['deletes'][0].q));
      collections.set(space, left);
      return { n: new Int32(documents.length - left.length) };
    }
    case 'update':
      return { n: new Int32(1), nModified: new Int32(1) };
    case 'aggregate':
      return batch(
        JSON.stringify(command['pipeline']).includes('"$group"')
          ? [{ _id: 1, n: new Int32(documents.length) }]
          : documents,
      );
    case 'distinct':
      return { values: [...new Set(documents.map((item) => item[command['key']]))] };
    case 'findAndModify':
      return { value: documents[0] ?? null };
    case 'listDatabases':
      return { databases: [{ name: 'shop' }] };
    case 'listCollections':
      return batch([{ name: 'orders', type: 'collection' }]);
    default:
      return {
        helloOk: true,
        isWritablePrimary: true,
        ismaster: true,
        maxBsonObjectSize: 16_777_216,
        maxMessageSizeBytes: 48_000_000,
        maxWriteBatchSize: 100_000,
        minWireVersion: 0,
        maxWireVersion: 25,
        localTime: new Date(),
        logicalSessionTimeoutMinutes: 30,
        connectionId: 1,
        readOnly: false,
      };
  }
}

function matches(item: Document, filter: Document): boolean {
  return Object.keys(filter).every((key) => String(item[key]) === String(filter[key]));
}
