import { randomUUID } from 'node:crypto';
import type { Database } from 'better-sqlite3';
import type { AppId } from '../../../preload/contract/app-model.ts';
import type { Stub } from '../../../preload/contract/apps/services.ts';
import { BackstitchError } from '../../lib/errors.ts';
import type { GroupCommit } from '../../store/group-commit.ts';
import { fieldsOf, readEjson } from './ejson.ts';

interface Row {
  id: string;
  app_id: string;
  service: string;
  action: string;
  match: string;
  answer: string;
}

export type Stubs = ReturnType<typeof openStubs>;

/** Answers that stand in for services while offline, or for those that cannot be had. */
export function openStubs(db: Database, groups: GroupCommit) {
  const select = db.prepare<[string], Row>(
    'SELECT * FROM service_stubs WHERE app_id = +? ORDER BY service, action, id',
  );
  const upsert = db.prepare(`
    INSERT INTO service_stubs (id, app_id, service, action, match, answer)
    VALUES (:id, :appId, :service, :action, :match, :answer)
    ON CONFLICT (id) DO UPDATE SET service = :service, action = :action, match = :match,
      answer = :answer WHERE app_id = :appId`);
  const remove = db.prepare<[string, string]>(
    'DELETE FROM service_stubs WHERE app_id = ? AND id = ?',
  );
  const list = (appId: AppId): Stub[] =>
    select.all(appId).map(({ app_id, ...row }) => ({ ...row, appId: app_id as AppId }));

  return {
    list,
    async save(stub: Stub): Promise<Stub[]> {
      check(stub.match, 'stub.match', 'object');
      check(stub.answer, 'stub.answer', 'value');
      const id = stub.id === '' ? `stub_${randomUUID().slice(0, 12)}` : stub.id;
      const answer = stub.answer.trim() === '' ? '{}' : stub.answer;
      await groups.commit(() => upsert.run({ ...stub, id, answer }));
      return list(stub.appId);
    },
    async remove(appId: AppId, id: string): Promise<Stub[]> {
      await groups.commit(() => remove.run(appId, id));
      return list(appId);
    },
    /**
     * EJSON of the first stub that one of the forms of the arguments holds all of.
     *
     * @param actions names of the action: `execute` is also known by what it executes.
     * @param forms the arguments as given, and as rules see them.
     */
    find(
      appId: AppId,
      service: string,
      actions: readonly string[],
      forms: readonly unknown[],
    ): string | undefined {
      const fits = ({ match }: Stub): boolean => {
        if (match.trim() === '') return true;
        const wanted = readEjson(match);
        return forms.some((form) => contains(form, wanted));
      };
      return list(appId).find(
        (stub) => stub.service === service && actions.includes(stub.action) && fits(stub),
      )?.answer;
    },
  };
}

/** Whether a value holds all of another: objects by their fields, anything else as a whole. */
function contains(value: unknown, part: unknown): boolean {
  if (typeof part !== 'object' || part === null || Array.isArray(part)) {
    return JSON.stringify(value) === JSON.stringify(part);
  }
  const fields = fieldsOf(value);
  return Object.entries(part).every(([name, inner]) => contains(fields[name], inner));
}

/** @throws BackstitchError APP_INVALID; '' is let through */
function check(text: string, field: string, kind: 'object' | 'value'): void {
  if (text.trim() === '') return;
  try {
    const value = readEjson(text);
    if (kind === 'value') return;
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return;
  } catch {
    // Said below.
  }
  throw new BackstitchError('APP_INVALID', `This is not an EJSON ${kind}.`, { field });
}
