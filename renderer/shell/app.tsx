import { AppsPage } from '../apps/apps-page.tsx';
import { useLiveLists } from '../captures/live-lists.ts';
import { CapturesPage } from '../captures/captures-page.tsx';
import { DeliveriesPage } from '../deliveries/deliveries-page.tsx';
import { EndpointsPage } from '../endpoints/endpoints-page.tsx';
import { IntegrationsPage } from '../integrations/integrations-page.tsx';
import { ReplayDialogHost } from '../replays/replay-dialog-host.tsx';
import { SettingsPage } from '../settings/settings-page.tsx';
import { SimulatorPage } from '../simulator/simulator-page.tsx';
import { SqlPage } from '../sql/sql-page.tsx';
import { TunnelDialog } from '../tunnel/tunnel-dialog.tsx';
import { useConnection } from '../api/connection.ts';
import { ToastHost } from '../ui/toast.tsx';
import { TooltipProvider } from '../ui/tooltip.tsx';
import { Banners } from './banners.tsx';
import { useKeys, useMenuCommands } from './keys.ts';
import { Palette } from './palette.tsx';
import { Rail } from './rail.tsx';
import { useRoute } from '../navigation/route.ts';
import { SessionEnded } from './session-ended.tsx';
import { ShortcutsDialog } from './shortcuts-dialog.tsx';
import { StatusBar } from './status-bar.tsx';

export function App() {
  const ended = useConnection((s) => s.state === 'ended');
  return <TooltipProvider delay={500}>{ended ? <SessionEnded /> : <Workbench />}</TooltipProvider>;
}

function Workbench() {
  useKeys();
  useMenuCommands();
  useLiveLists();
  return (
    <>
      <div className="flex h-full flex-col">
        <Banners />
        <div className="flex min-h-0 flex-1">
          <Rail />
          <main className="flex min-h-0 min-w-0 flex-1 flex-col">
            <Page />
          </main>
        </div>
        <StatusBar />
      </div>
      <ReplayDialogHost />
      <TunnelDialog />
      <Palette />
      <ShortcutsDialog />
      <ToastHost />
    </>
  );
}

function Page() {
  const { page } = useRoute();
  switch (page) {
    case 'captures':
      return <CapturesPage />;
    case 'endpoints':
      return <EndpointsPage />;
    case 'apps':
      return <AppsPage />;
    case 'integrations':
      return <IntegrationsPage />;
    case 'sql':
      return <SqlPage />;
    case 'deliveries':
      return <DeliveriesPage />;
    case 'simulator':
      return <SimulatorPage />;
    case 'settings':
      return <SettingsPage />;
    default:
      return page satisfies never;
  }
}
