import SqliteDatabase, { type Database } from 'better-sqlite3';
import { openBodyFolder } from '../../captures/body-sink.ts';
import { openStudied } from '../../captures/catalogued/studied.ts';
import { answerCalls } from '../../lib/child-process/answer-calls.ts';
import { study, type StudyResult } from './study.ts';
import type { StudyOrder } from './studying.ts';
import { openTypeReader } from './type-row.ts';

// The entry of a process that looks at captures. It only reads, and each call reads what is committed by then.

let opened: ReturnType<typeof open> | undefined;

function open({ file, dataDir }: StudyOrder) {
  const db: Database = new SqliteDatabase(file, {
    readonly: true,
    fileMustExist: true,
    timeout: 5000,
  });
  db.pragma('query_only = ON');
  const read = openStudied(db, openBodyFolder(dataDir).path);
  return { read, types: openTypeReader(db), pause: () => undefined };
}

answerCalls((order: StudyOrder): Promise<StudyResult> =>
  study(order.ids, (opened ??= open(order))),
);
