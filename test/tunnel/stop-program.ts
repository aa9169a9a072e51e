import { createRig, relayConfig } from './rig.ts';

// Run by a test in a process of its own: goes online at the relay given, closes, and must end.

const rig = await createRig();
await rig.tunnel.put(relayConfig(process.argv[2] ?? ''));
await rig.until(({ phase }) => phase === 'online');
console.log('online');
await rig[Symbol.asyncDispose]();
console.log('closed');
// Runs only if something else keeps the process alive, and then says what it is.
setTimeout(() => {
  console.log('still held by', process.getActiveResourcesInfo().join(', '));
  process.exit(1);
}, 5000).unref();
