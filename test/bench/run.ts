import { cpus } from 'node:os';
import { benchCaptureImports } from './interchange/capture-imports.ts';
import { benchCapture } from './capture.ts';
import { benchDeliveries } from './deliveries.ts';
import { benchExports } from './interchange/exports.ts';
import { benchFirstCall } from './first-call.ts';
import { benchImports } from './interchange/imports.ts';
import { benchPage } from './page.ts';
import { benchRecovery } from './recovery.ts';
import { benchSearch } from './search.ts';
import { benchSignatures } from './signatures.ts';
import { benchStitch } from './stitch.ts';
import { printTable } from './parts/table.ts';
import { benchTunnel, benchTunnelKinds } from './tunnel.ts';
import { benchWait } from './wait.ts';
import { benchWarehouse } from './warehouse.ts';

console.log(`Node ${process.version}, ${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}\n`);
printTable('Capture', await benchCapture());
const search = await benchSearch();
printTable(
  'Search among 100,000 (p50, p95)',
  search.map(({ what, p50, p95, limit }) => ({
    what,
    measured: `${p50}, ${p95}`,
    hold: limit === undefined ? '' : `under ${limit}`,
  })),
);
printTable('Signatures', benchSignatures());
printTable('Stitch apps', await benchStitch());
printTable('First call after a start', await benchFirstCall());
printTable('Imports', await benchImports());
printTable('Exports', await benchExports());
printTable('Imports of captures', await benchCaptureImports());
printTable('Deliveries', await benchDeliveries());
printTable('Loading', benchWarehouse());
printTable('Page', await benchPage());
printTable('Recovery', await benchRecovery());
printTable('Tunnel', [...(await benchTunnel()), ...(await benchTunnelKinds())]);
printTable('Wait', await benchWait());
