import { Download } from 'lucide-react';
import type { SchemaForm } from '../../preload/contract/captures/event-types.ts';
import { api } from '../api/client.ts';
import { Button } from '../ui/button.tsx';
import { Menu } from '../ui/menu.tsx';
import { downloadBytes } from '../ui/platform/download.ts';
import { sayNot } from '../ui/say-not.ts';
import { toast } from '../ui/toast.tsx';
import { FORMS } from './forms.ts';

/** Saves schemas of all the types that are found: one file where a form has room for them. */
export function ExportMenu({ search }: { search: string }) {
  const save = async (as: SchemaForm): Promise<void> => {
    const { files } = await api.events.export({ as, search });
    for (const { name, text } of files) downloadBytes(text, name);
    if (files.length === 0) toast({ title: 'Nothing to export yet' });
  };
  return (
    <Menu
      align="end"
      trigger={<Button icon={<Download size={14} />}>Export</Button>}
      items={FORMS.filter(({ isOneFile }) => isOneFile).map(({ id, label }) => ({
        id,
        label,
        onSelect: () => void save(id).catch(sayNot('Not exported')),
      }))}
    />
  );
}
