import { EventEmitter } from 'node:events';

// Loaded before an entry by the double of `utilityProcess`: makes a plain Node process look like a
// child of Electron from the inside, with `process.parentPort` and without Node's own channel.

const send = process.send?.bind(process);
const port = Object.assign(new EventEmitter(), {
  postMessage: (message: unknown): void => void send?.(message),
});
process.on('message', (data) => port.emit('message', { data, ports: [] }));
process.once('disconnect', () => process.exit(0));
Object.defineProperty(process, 'parentPort', { value: port });
Object.defineProperty(process, 'send', { value: undefined });
