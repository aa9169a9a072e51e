import { useEffect } from 'react';
import { useLiveLists } from '../captures/live-lists.ts';
import { usePastedRequest } from '../replays/use-pasted-request.ts';
import { useConnection } from '../api/connection.ts';
import { ExpectationsHost } from '../expectations/expectations-host.tsx';
import { ExportHost } from '../interchange/export-host.tsx';
import { ImportHost } from '../interchange/import-host.tsx';
import { TestHost } from '../suites/test-host.tsx';
import { later } from '../ui/parts/later.tsx';
import { whenIdle } from '../ui/parts/when-idle.ts';
import { ToastHost } from '../ui/toast.tsx';
import { TooltipProvider } from '../ui/tooltip.tsx';
import { Banners } from './banners.tsx';
import { useKeys, useMenuCommands } from './keys.ts';
import { Overlays } from './overlays.tsx';
import { AHEAD, Page } from './pages.tsx';
import { Palette } from './palette.tsx';
import { Rail } from './rail.tsx';
import { StatusBar } from './status-bar.tsx';

const Hints = later(
  'Hints',
  async () => (await import('../start/hints.tsx')).Hints,
  () => null,
);

export function App() {
  return (
    <TooltipProvider delay={500}>
      <Workbench />
    </TooltipProvider>
  );
}

function Workbench() {
  useKeys();
  useMenuCommands();
  useLiveLists();
  usePastedRequest();
  const online = useConnection((s) => s.state === 'online');
  useEffect(() => (online ? whenIdle(AHEAD) : undefined), [online]);
  return (
    <>
      <div className="flex h-full flex-col">
        <Banners />
        <div className="flex min-h-0 flex-1 max-[39.99rem]:flex-col-reverse">
          <Rail />
          <main className="flex min-h-0 min-w-0 flex-1 flex-col">
            <Page />
          </main>
        </div>
        <StatusBar />
      </div>
      <Overlays />
      <ExportHost />
      <ExpectationsHost />
      <TestHost />
      <ImportHost />
      <Hints />
      <Palette />
      <ToastHost />
    </>
  );
}
