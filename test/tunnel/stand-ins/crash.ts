import { createRig } from '../rig.ts';

// Run by a test in a process of its own, which is killed once the tunnel is online.

const [, , commandFile = '', pidFile = ''] = process.argv;
const rig = await createRig({ pidFile });
await rig.tunnel.choose({ commandFile });
await rig.until(({ phase }) => phase === 'online');
const { existsSync } = await import('node:fs');
while (!existsSync(pidFile)) await new Promise((resolve) => setTimeout(resolve, 20));
console.log('online');
