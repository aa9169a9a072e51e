import { z } from 'zod';

const Answer = z.object({ version: z.string().max(100) });
const PATIENCE_MS = 3000;
/** The document of one version is a few kilobytes. */
const MOST_BYTES = 256 * 1024;

/** The newest version of our own package; undefined where the registry does not say, for whatever reason. */
export async function askRegistry(
  registry: string,
  signal: AbortSignal,
): Promise<string | undefined> {
  try {
    const reply = await fetch(`${registry.replace(/\/+$/, '')}/backstitch/latest`, {
      headers: { accept: 'application/json' },
      redirect: 'error',
      credentials: 'omit',
      signal: AbortSignal.any([signal, AbortSignal.timeout(PATIENCE_MS)]),
    });
    if (!reply.ok || reply.body === null) {
      await reply.body?.cancel();
      return undefined;
    }
    let text = '';
    const decoder = new TextDecoder();
    for await (const part of reply.body) {
      text += decoder.decode(part, { stream: true });
      // Leaving the loop ends the connection.
      if (text.length > MOST_BYTES) return undefined;
    }
    return Answer.parse(JSON.parse(text)).version;
  } catch {
    return undefined;
  }
}
