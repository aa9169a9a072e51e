import SqliteDatabase from 'better-sqlite3';
import { expect, it } from 'vitest';
import { DEFAULTS, openSettings } from '../../main/settings/settings.ts';
import { createGroupCommit } from '../../main/store/group-commit.ts';
import { migrate } from '../../main/store/migrate.ts';
import { migrations } from '../../main/store/migrations/index.ts';

function openStore() {
  const db = new SqliteDatabase(':memory:');
  migrate(db, migrations, () => {});
  const groups = createGroupCommit(db, { onFailure: () => {}, onSuccess: () => {} });
  const keep = (value: string) =>
    db.prepare(`INSERT INTO settings (name, value) VALUES ('limits', ?)`).run(value);
  return { keep, open: () => openSettings(db, groups) };
}

it('settings are the defaults at first, and what was saved after a restart', async () => {
  const store = openStore();
  const settings = store.open();
  expect(settings.get()).toEqual(DEFAULTS);
  await settings.save({ ...DEFAULTS, keepDays: 7 });
  expect(settings.get().keepDays).toBe(7);
  expect(store.open().get()).toEqual({ ...DEFAULTS, keepDays: 7 });
});

it('a field that an older version did not know has its default', () => {
  const store = openStore();
  store.keep('{"keepDays":3}');
  expect(store.open().get()).toEqual({ ...DEFAULTS, keepDays: 3 });
});

it('settings that no version would have kept are the defaults', () => {
  const store = openStore();
  store.keep('{"keepDays":"many"}');
  expect(store.open().get()).toEqual(DEFAULTS);
});

it('the id of an installation and the key of its tokens are made once', () => {
  const store = openStore();
  const [one, two] = [store.open(), store.open()];
  expect(one.installId()).toMatch(/^[0-9a-f]{8}$/);
  expect(two.installId()).toBe(one.installId());
  expect(one.tokenSecret()).toMatch(/^[0-9a-f]{64}$/);
  expect(two.tokenSecret()).toBe(one.tokenSecret());
});
