import SqliteDatabase, { type Database } from 'better-sqlite3';
import { answerCalls } from '../../../lib/child-process/answer-calls.ts';
import type { AwayOrder } from './away.ts';
import { addPick } from '../blocks/pick.ts';
import { carryOut } from './work.ts';

// The entry of a searching process. It only reads, and each call reads what is committed by then.

let opened: Database | undefined;

function open(file: string): Database {
  const db = new SqliteDatabase(file, { readonly: true, fileMustExist: true, timeout: 5000 });
  db.pragma('query_only = ON');
  db.pragma('cache_size = -16000');
  addPick(db);
  return db;
}

answerCalls(({ file, work }: AwayOrder) => carryOut((opened ??= open(file)), work));
