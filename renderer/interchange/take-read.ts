import { api } from '../api/client.ts';
import { sayNot } from '../ui/say-not.ts';
import { discardRead, useImportNow } from './importing.ts';

/**
 * Shows a file that was read elsewhere: the desktop app reads one that was opened with it, and leads here by address.
 * The address is taken away, so that going back does not open it again.
 */
export async function takeRead(hash: string): Promise<void> {
  const [, id] = /^#\/import\/([\w-]{1,40})$/.exec(hash) ?? [];
  if (id === undefined) return;
  window.location.replace('#/captures');
  try {
    const read = await api.imports.get({ id });
    discardRead();
    useImportNow.setState({ read });
  } catch (error) {
    sayNot('The file cannot be imported')(error);
  }
}
