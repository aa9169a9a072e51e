import { useState } from 'react';
import type { Status } from '../../preload/contract/system.ts';
import { api } from '../api/client.ts';
import { Button } from '../ui/button.tsx';
import { copyText } from '../ui/copy/copy-text.ts';
import { TextArea } from '../ui/field.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { sayNot } from '../ui/say-not.ts';
import { NewerVersion } from './newer-version.tsx';
import { toast } from '../ui/toast.tsx';

/** Made by the build from what is shipped: the page's, then the engine's. */
const LISTS = ['/licences.md', '/licences-engine.md'];

async function readList(path: string): Promise<string> {
  const reply = await fetch(path);
  if (!reply.ok) throw new Error(`The page answered ${reply.status}.`);
  return reply.text();
}

/** What runs here, whose work it stands on, and what a report needs. */
export function About({ status }: { status: Status }) {
  const [licences, setLicences] = useState<string | null>(null);
  const show = async (): Promise<void> => {
    try {
      const texts = await Promise.all(LISTS.map(readList));
      setLicences(texts.join('\n\n'));
    } catch (error) {
      sayNot('The licences did not load')(error);
    }
  };
  const copy = async (): Promise<void> => {
    try {
      await copyText((await api.system.diagnostics()).text);
      toast({ title: 'Copied the diagnostics' });
    } catch (error) {
      sayNot('Not copied')(error);
    }
  };
  return (
    <>
      <p>
        Backstitch {status.version}, {status.face === 'desktop' ? 'desktop app' : 'in a browser'}.
        MIT licence.
      </p>
      <NewerVersion status={status} />
      <div className="flex flex-wrap gap-2">
        <Button onClick={() => void show()}>Show licences</Button>
        <Button onClick={() => void copy()}>Copy diagnostics</Button>
      </div>
      <p className="text-sm text-muted">
        Diagnostics hold versions and counts: no secret, no address, no path.
      </p>
      <Dialog
        open={licences !== null}
        onClose={() => setLicences(null)}
        title="Licences"
        description="Of the libraries in this window, and of the engine’s packages."
        size="lg"
      >
        <TextArea
          readOnly
          mono
          rows={24}
          aria-label="Texts of the licences"
          value={licences ?? ''}
          className="mt-2"
        />
      </Dialog>
    </>
  );
}
