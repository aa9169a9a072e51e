import { useEffect, useState } from 'react';
import { whenOnline } from '../api/reconnected.ts';

/**
 * Whether the engine, met again after a break, serves another build than the one that runs here: its
 * index names another first script. The desktop loads page and engine from one place.
 */
export function useNewerPage(): boolean {
  const [newer, setNewer] = useState(false);
  useEffect(
    () =>
      whenOnline((first) => {
        if (!first) void servesAnotherPage().then(setNewer, () => undefined);
      }),
    [],
  );
  return newer;
}

async function servesAnotherPage(): Promise<boolean> {
  const script = document.querySelector<HTMLScriptElement>('script[type=module][src]');
  if (script === null || window.location.protocol === 'backstitch-app:') return false;
  const reply = await fetch('/', { signal: AbortSignal.timeout(5000) });
  return reply.ok && namesAnotherScript(await reply.text(), new URL(script.src).pathname);
}

/** @param path of the script that runs, such as `/assets/index-1a2b.js`. */
export function namesAnotherScript(index: string, path: string): boolean {
  return /<script[^>]+type="module"/.test(index) && !index.includes(path);
}
