import { useMutation } from '@tanstack/react-query';
import { Download } from 'lucide-react';
import { useState } from 'react';
import type { AppId } from '../../preload/contract/app-model.ts';
import { api } from '../api/client.ts';
import { InstallDialog } from '../packages/install-dialog.tsx';
import { Button } from '../ui/button.tsx';
import { Problem } from '../ui/problem.tsx';

/**
 * Offers to fetch a package that an app's functions need, into the app's own store: in the version
 * that its package.json asks for, or one that is chosen.
 */
export function MissingPackage({ appId, name }: { appId: AppId; name: string }) {
  const [choosing, setChoosing] = useState(false);
  const [installed, setInstalled] = useState<string | null>(null);
  const install = useMutation({
    mutationFn: () => api.packages.install({ appId, name }),
    onSuccess: (done) => setInstalled(done.installed),
  });
  if (installed !== null) {
    return (
      <p role="status" className="pl-6">
        {installed} was installed for this app. Run it again.
      </p>
    );
  }
  return (
    <div className="flex flex-col items-start gap-2 pt-1 pl-6">
      <span className="flex flex-wrap gap-2">
        <Button
          icon={<Download size={14} />}
          disabled={install.isPending}
          onClick={() => install.mutate()}
        >
          {install.isPending ? `Installing ${name}…` : `Install ${name} for this app`}
        </Button>
        <Button variant="ghost" disabled={install.isPending} onClick={() => setChoosing(true)}>
          Choose a version
        </Button>
      </span>
      {install.error !== null && <Problem error={install.error} />}
      {choosing && (
        <InstallDialog
          appId={appId}
          of={{ name, installed: null }}
          onClose={() => setChoosing(false)}
          onInstalled={setInstalled}
        />
      )}
    </div>
  );
}
