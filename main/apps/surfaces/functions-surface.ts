import type { AppFunction, AppId, FunctionLimits } from '../../../preload/contract/app-model.ts';
import type { RunId } from '../../../preload/contract/apps/function-runs.ts';
import type { FunctionView, FunctionWhole } from '../../../preload/contract/apps/functions.ts';
import type { CaptureId } from '../../../preload/contract/shapes.ts';
import type { Apps, HeldApp } from '../config/apps.ts';
import { revisionOf } from '../config/changes.ts';
import { removeFunction, saveFunction } from '../config/edits/function-edits.ts';
import type { openRunStore } from '../../functions/run-store.ts';
import { BackstitchError } from '../../lib/errors.ts';
import type { EngineParts } from '../running/engine-parts.ts';
import type { Trials } from '../running/trials.ts';
import { checkRevision, chosen } from './shared.ts';
import { findInSources, sourcesOf } from './find-in-sources.ts';

interface Parts {
  engine: EngineParts;
  apps: Apps;
  trials: Trials;
  runs: ReturnType<typeof openRunStore>;
  /** Resolves once the run of a capture is on disk, where there is one. */
  settled: (captureRowId: number) => Promise<void>;
}

/** `functions` of the contract. */
export function functionsSurface(parts: Parts) {
  const { engine, apps, trials, runs, settled } = parts;
  const find = (app: HeldApp, name: string): AppFunction | undefined =>
    app.model.functions.find((fn) => fn.name === name);
  const whole = (app: HeldApp, fn: AppFunction): FunctionWhole => ({
    ...fn,
    appId: app.id,
    revision: revisionOf(fn),
    limits: apps.limits(app, fn.name),
  });
  function mustFind(appId: AppId, name: string): FunctionWhole {
    const app = apps.get(appId);
    const fn = find(app, name);
    if (fn === undefined) throw new BackstitchError('FUNCTION_NOT_FOUND');
    return whole(app, fn);
  }
  function view(app: HeldApp, fn: AppFunction): FunctionView {
    const { source: _source, runAsUserIdScriptSource: _script, ...rest } = fn;
    return { ...rest, appId: app.id, revision: revisionOf(fn) };
  }

  return {
    list: ({ appId }: { appId?: AppId | undefined }): FunctionView[] =>
      chosen(apps, appId).flatMap((app) => app.model.functions.map((fn) => view(app, fn))),
    get: ({ appId, name }: { appId: AppId; name: string }) => mustFind(appId, name),
    async save(input: {
      appId: AppId;
      function: Omit<AppFunction, 'problem'>;
      oldName: string;
      revision: string | null;
    }): Promise<FunctionWhole> {
      const old = find(apps.get(input.appId), input.oldName);
      checkRevision(input.revision, old && revisionOf(old));
      await apps.apply(input.appId, saveFunction(input.function, input.oldName));
      return mustFind(input.appId, input.function.name);
    },
    async saveLimits({
      appId,
      name,
      limits,
    }: {
      appId: AppId;
      name: string;
      limits: FunctionLimits | null;
    }) {
      mustFind(appId, name);
      await apps.saveLimits(appId, name, limits);
      return mustFind(appId, name);
    },
    async remove({ appId, name }: { appId: AppId; name: string }) {
      mustFind(appId, name);
      await apps.apply(appId, removeFunction(name));
      return { removed: true };
    },
    find({ appId, text }: { appId: AppId; text: string }) {
      return findInSources(sourcesOf(apps.get(appId).model), text);
    },
    try: trials.try,
    compare: (input: Parameters<Trials['compare']>[0], signal?: AbortSignal) =>
      trials.compare(input, signal),
    runs({
      appId,
      name,
      limit,
      before,
    }: {
      appId?: AppId | undefined;
      name?: string | undefined;
      limit: number;
      before?: string | undefined;
    }) {
      const filter = { ...(appId !== undefined && { appId }), ...(name !== undefined && { name }) };
      return runs.page(filter, limit, before);
    },
    run({ id }: { id: RunId }) {
      const found = runs.get(id);
      if (found === undefined) throw new BackstitchError('RUN_NOT_FOUND');
      return found;
    },
    async runOf({ id }: { id: CaptureId }) {
      const rowId = engine.captures.rowIdOf(id);
      const written = runs.ofCapture(rowId);
      if (written !== undefined) return written;
      await settled(rowId);
      return runs.ofCapture(rowId) ?? null;
    },
  };
}
