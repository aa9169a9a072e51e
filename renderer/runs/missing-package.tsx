import { useMutation } from '@tanstack/react-query';
import { Download } from 'lucide-react';
import { api } from '../api/client.ts';
import { Button } from '../ui/button.tsx';
import { Problem } from '../ui/problem.tsx';
import type { AppId } from '../../preload/contract/app-model.ts';

/** Offers to fetch a package that an app's functions need, into the app's own store. */
export function MissingPackage({ appId, name }: { appId: AppId; name: string }) {
  const install = useMutation({
    mutationFn: () => api.functions.installDependency({ appId, name, range: '' }),
  });
  if (install.isSuccess) {
    return (
      <p role="status" className="pl-6">
        {install.data.installed} is installed for this app. Run it again.
      </p>
    );
  }
  return (
    <div className="flex flex-col items-start gap-2 pt-1 pl-6">
      <Button
        icon={<Download size={14} />}
        disabled={install.isPending}
        onClick={() => install.mutate()}
      >
        {install.isPending ? `Installing ${name}…` : `Install ${name} for this app`}
      </Button>
      {install.error !== null && <Problem error={install.error} />}
    </div>
  );
}
