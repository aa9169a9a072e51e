import { realpath } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import type { AppId } from '../../../preload/contract/app-model.ts';
import type { ViewId } from '../../../preload/contract/captures/views.ts';
import type { IntegrationId } from '../../../preload/contract/integrations.ts';
import type {
  IntegrationItem,
  SearchItem,
} from '../../../preload/contract/interchange/project-file.ts';
import type { Settings } from '../../../preload/contract/system.ts';
import { deriveSchema } from '../../integrations/schema-name.ts';
import { BackstitchError } from '../../lib/errors.ts';
import type { Json } from '../../project/canonical.ts';
import type { KindRoom } from '../../project/kinds.ts';
import { DEFAULTS } from '../../settings/settings.ts';
import type { ProjectRooms } from './project-rooms.ts';

const refuse = (message: string): BackstitchError =>
  new BackstitchError('PROJECT_INVALID', message);

/** Integrations without their URLs: tokens are made on each computer. */
export function integrationsKind({ integrations }: Pick<ProjectRooms, 'integrations'>): KindRoom {
  const { integrations: room } = integrations.surfaces;
  return {
    list: () =>
      room.list().map(({ id, name, schema, ...one }) => ({
        id,
        name,
        value: {
          name,
          schema,
          primaryKey: one.primaryKey,
          loading: one.loading,
          nested: one.nested,
          detectTimestamps: one.detectTimestamps,
          strictTypes: one.strictTypes,
          jsonInForms: one.jsonInForms,
          reservedNames: one.reservedNames,
        },
        problem: null,
      })),
    async add(value) {
      const { name = '', schema, ...rules } = value as unknown as IntegrationItem;
      const made = await room.create({ name, schema, ...rules, existing: 'continue' });
      return { id: made.integration.id };
    },
    async change(id, value) {
      const { name = '', schema, ...rules } = value as unknown as IntegrationItem;
      const now = room.get({ id: id as IntegrationId });
      if (schema !== '' && schema !== now.schema) {
        throw refuse(`The schema of “${name}” cannot be changed: it is ${now.schema}.`);
      }
      await room.update({ id: now.id, name, rules });
      return { id };
    },
    async remove(id) {
      await room.remove({ id: id as IntegrationId });
    },
    plain(value) {
      const item = value as unknown as IntegrationItem;
      return { ...item, schema: item.schema || deriveSchema(item.name ?? '') };
    },
  };
}

/** Views of captures, but for those that come with Backstitch. */
export function searchesKind({ captures }: Pick<ProjectRooms, 'captures'>): KindRoom {
  const { views } = captures;
  return {
    list: () =>
      views
        .list()
        .filter(({ builtIn }) => !builtIn)
        .map(({ id, position: _position, builtIn: _builtIn, ...value }) => ({
          id,
          name: value.name,
          value: value as unknown as Json,
          problem: null,
        })),
    async add(value) {
      const before = new Set(views.list().map(({ id }) => id));
      const { name = '', ...rest } = value as unknown as SearchItem;
      const after = await views.save({ ...rest, name });
      const made = after.find(({ id }) => !before.has(id));
      if (made === undefined) throw refuse(`The view “${name}” was not kept.`);
      return { id: made.id };
    },
    async change(id, value) {
      const { name = '', ...rest } = value as unknown as SearchItem;
      await views.save({ ...rest, name, id: id as ViewId });
      return { id };
    },
    async remove(id) {
      await views.remove({ id: id as ViewId });
    },
  };
}

/** Saved queries of the SQL console; the history is nobody else's. */
export function queriesKind({ integrations }: Pick<ProjectRooms, 'integrations'>): KindRoom {
  const { sql } = integrations.surfaces;
  return {
    list: () =>
      sql
        .queries()
        .filter(({ saved }) => saved)
        .map(({ id, name, sql: text }) => ({
          id: String(id),
          name,
          value: { name, sql: text },
          problem: null,
        })),
    async add(value) {
      const made = await sql.saveQuery(value as { name: string; sql: string });
      return { id: String(made.id) };
    },
    async change(id, value) {
      const made = await sql.saveQuery({
        ...(value as { name: string; sql: string }),
        id: Number(id),
      });
      return { id: String(made.id) };
    },
    async remove(id) {
      await sql.removeQuery({ id: Number(id) });
    },
  };
}

/** Apps whose folder lies below that of the project, followed as `--app` does. */
export function appsKind(
  { apps }: Pick<ProjectRooms, 'apps'>,
  folder: () => string | null,
): KindRoom {
  const room = apps.surfaces.apps;
  const named = (directory: string): string =>
    directory
      .replaceAll('\\', '/')
      .replace(/^(?:\.\/)+/, '')
      .replace(/\/+$/, '');
  /** @throws BackstitchError PROJECT_INVALID for what lies elsewhere, or is reached by a link. */
  async function pathOf(directory: string): Promise<string> {
    const root = folder();
    const name = named(directory);
    const isBelow = name !== '' && !/^[/]|^[a-z]:|(?:^|\/)\.\.(?:\/|$)|\0/i.test(name);
    if (root === null || !isBelow)
      throw refuse(`${directory} does not lie below the folder of the project.`);
    const real = await realpath(join(root, name)).catch(() => undefined);
    if (real === undefined) throw refuse(`There is no folder ${directory}.`);
    if (real !== join(await realpath(root), ...name.split('/'))) {
      throw refuse(`${directory} is reached by a link; links are not followed.`);
    }
    return join(root, ...name.split('/'));
  }
  return {
    list() {
      const root = folder();
      return room.list().flatMap(({ id, watch }) => {
        if (root === null || watch === null) return [];
        const directory = relative(root, watch.directory).split(sep).join('/');
        if (directory === '' || directory.startsWith('..')) return [];
        return [{ id, name: directory, value: { directory }, problem: null }];
      });
    },
    async add(value) {
      const directory = await pathOf((value as { directory: string }).directory);
      const { app } = await room.import({ directory, watch: true });
      return { id: app.id };
    },
    async change(id, value) {
      await pathOf((value as { directory: string }).directory);
      return { id };
    },
    async remove(id) {
      await room.watch({ appId: id as AppId, directory: '' });
    },
    plain: (value) => ({ directory: named((value as { directory: string }).directory) }),
    riskOf: (now) =>
      now === undefined
        ? { risk: 'egress', why: 'The code of this app runs here, and may call other servers.' }
        : { risk: 'none', why: null },
  };
}

const LIMITS = Object.keys(DEFAULTS).filter(
  (name) => name !== 'notifyOnArrival',
) as (keyof Settings)[];

/** Limits, each by itself. */
export function settingsKind({ settings }: Pick<ProjectRooms, 'settings'>): KindRoom {
  const set = async (name: string, value: Json): Promise<{ id: string }> => {
    await settings.save({ ...settings.get(), [name]: value });
    return { id: name };
  };
  return {
    isSingle: true,
    list() {
      const now = { ...DEFAULTS, ...settings.get() };
      return LIMITS.map((name) => ({ id: name, name, value: now[name] as Json, problem: null }));
    },
    add: () => Promise.reject(refuse('There is no such setting.')),
    change: set,
    remove: () => Promise.resolve(),
    riskOf: (now, value) =>
      now !== undefined && now.id.startsWith('keep') && Number(value) < Number(now.value)
        ? { risk: 'removes', why: 'What is beyond the new limit is deleted.' }
        : { risk: 'none', why: null },
  };
}
