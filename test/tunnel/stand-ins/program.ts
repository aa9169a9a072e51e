import { spawn } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { connect, createServer, type AddressInfo } from 'node:net';

// Stands in for a program that makes a tunnel: prints what those print, leads its public port to the
// intake, and misbehaves as it is told. `folder` is where it leaves word and is told to change.

const [, , how = '', port = '', host = '', folder = ''] = process.argv;

async function serve(): Promise<string> {
  const server = createServer((sender) => {
    const intake = connect(Number(port), '127.0.0.1');
    sender.pipe(intake).pipe(sender);
    sender.on('error', () => intake.destroy());
    intake.on('error', () => sender.destroy());
  }).listen(0, host);
  await new Promise((resolve) => server.once('listening', resolve));
  return `http://${host}:${(server.address() as AddressInfo).port}`;
}

function leave(name: string, text: string): void {
  writeFileSync(`${folder}/${name}`, text);
}

const forever = (): unknown => setInterval(() => {}, 60_000);

switch (how) {
  case 'serve': {
    const url = await serve();
    console.log(`forwarding to http://127.0.0.1:${port}`);
    console.error(`ready at ${url} now`);
    break;
  }
  case 'cut': {
    const url = await serve();
    process.stdout.write(`ready at ${url.slice(0, 12)}`);
    setTimeout(() => process.stdout.write(`${url.slice(12)} now\n`), 50);
    break;
  }
  case 'change': {
    console.log(`ready at ${await serve()} now`);
    const looking = setInterval(() => {
      if (!existsSync(`${folder}/change`)) return;
      clearInterval(looking);
      void serve().then((url) => console.log(`ready at ${url} now`));
    }, 20);
    break;
  }
  case 'die':
    console.error('error: token=abcdef is not valid');
    process.exitCode = 3;
    break;
  case 'hang': {
    // Neither it nor what it started ends when it is asked to.
    process.on('SIGTERM', () => {});
    const child = spawn(process.execPath, [import.meta.filename, 'hung', '', '', ''], {
      stdio: 'inherit',
    });
    leave('pids', JSON.stringify([process.pid, child.pid]));
    console.log(`ready at ${await serve()} now`);
    forever();
    break;
  }
  case 'hung':
    process.on('SIGTERM', () => {});
    forever();
    break;
  case 'env':
    leave('env', JSON.stringify({ env: process.env, args: process.argv.slice(2) }));
    console.log(`${await serve()} for ${process.env['SERVICE_TOKEN']}`);
    break;
  default:
    throw new Error(`What is ${how}?`);
}
