import { spawn } from 'node:child_process';

/** Asks the desktop to show a URL. Where it cannot, the printed URL is the way in. */
export function openBrowser(url: string, platform: NodeJS.Platform = process.platform): void {
  const [command, args] =
    platform === 'darwin'
      ? ['open', [url]]
      : platform === 'win32'
        ? ['rundll32', ['url.dll,FileProtocolHandler', url]]
        : ['xdg-open', [url]];
  const child = spawn(command, args, { stdio: 'ignore', detached: true });
  // A box without a desktop has no such program; nothing is lost.
  child.on('error', () => {});
  child.unref();
}
