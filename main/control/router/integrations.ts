import type { EngineSurface } from '../engine-surface.ts';
import type { RouterBase } from './base.ts';

export function integrationsRouter(
  { on, relay }: RouterBase,
  integrations: EngineSurface['integrations'],
) {
  const { integrations: os } = on;
  return os.router({
    list: os.list.handler(({ signal }) => integrations.list(undefined, signal)),
    checkName: os.checkName.handler(({ input, signal }) => integrations.checkName(input, signal)),
    create: os.create.handler(({ input, signal }) => integrations.create(input, signal)),
    update: os.update.handler(({ input, signal }) => integrations.update(input, signal)),
    remove: os.remove.handler(({ input, signal }) => integrations.remove(input, signal)),
    leftBehind: os.leftBehind.handler(({ signal }) => integrations.leftBehind(undefined, signal)),
    loadLeft: os.loadLeft.handler(({ input, signal }) => integrations.loadLeft(input, signal)),
    dropLeft: os.dropLeft.handler(({ input, signal }) => integrations.dropLeft(input, signal)),
    generateUrl: os.generateUrl.handler(({ input, signal }) =>
      integrations.generateUrl(input, signal),
    ),
    revokeUrl: os.revokeUrl.handler(({ input, signal }) => integrations.revokeUrl(input, signal)),
    reset: os.reset.handler(({ input, signal }) => integrations.reset(input, signal)),
    reload: os.reload.handler(({ input, signal }) => integrations.reload(input, signal)),
    loads: os.loads.handler(({ input, signal }) => integrations.loads(input, signal)),
    summaries: os.summaries.handler(({ signal }) => integrations.summaries(undefined, signal)),
    summary: os.summary.handler(({ input, signal }) => integrations.summary(input, signal)),
    rows: os.rows.handler(({ input, signal }) => integrations.rows(input, signal)),
    values: os.values.handler(({ input, signal }) => integrations.values(input, signal)),
    cell: os.cell.handler(({ input, signal }) => integrations.cell(input, signal)),
    tables: os.tables.handler(({ input, signal }) => integrations.tables(input, signal)),
    columns: os.columns.handler(({ input, signal }) => integrations.columns(input, signal)),
    rejects: os.rejects.handler(({ input, signal }) => integrations.rejects(input, signal)),
    ofCapture: os.ofCapture.handler(({ input, signal }) => integrations.ofCapture(input, signal)),
    get: os.get.handler(({ input, signal }) => integrations.get(input, signal)),
    live: os.live.handler(({ signal }) => relay(integrations.live(undefined, signal))),
  });
}

export function sqlRouter({ on }: RouterBase, sql: EngineSurface['sql']) {
  const { sql: os } = on;
  return os.router({
    run: os.run.handler(({ input, signal }) => sql.run(input, signal)),
    queries: os.queries.handler(({ signal }) => sql.queries(undefined, signal)),
    saveQuery: os.saveQuery.handler(({ input, signal }) => sql.saveQuery(input, signal)),
    removeQuery: os.removeQuery.handler(({ input, signal }) => sql.removeQuery(input, signal)),
    tables: os.tables.handler(({ signal }) => sql.tables(undefined, signal)),
  });
}
