// Quality of what is learned, on public payloads, and what it costs: node test/bench/catalogue.ts
import { driftOf, type Finding } from '../../main/catalogue/drift/drift.ts';
import { ruleOf } from '../../main/catalogue/drift/rule.ts';
import { fieldsOf } from '../../main/catalogue/schema/fields.ts';
import { readJson } from '../../main/catalogue/shape/json.ts';
import { addSample, emptyShape, type Shape } from '../../main/catalogue/shape/shape.ts';
import { packLearned } from '../../main/catalogue/study/packed.ts';
import { openCatalogued } from '../../main/captures/catalogued/catalogued.ts';
import { openDatabase } from '../../main/store/open.ts';
import { type CorpusType, githubCorpus, stripeCorpus } from '../catalogue/corpora/corpora.ts';
import { tempDir } from '../helpers/temp-dir.ts';

const print = (...lines: string[]): void =>
  lines.forEach((line) => process.stdout.write(`${line}\n`));
const percent = (part: number, whole: number): string =>
  `${((100 * part) / Math.max(1, whole)).toFixed(1)} %`;

function shapeOf(bodies: readonly string[]): Shape {
  const shape = emptyShape();
  for (const body of bodies) addSample(shape, readJson(body)?.value, 0);
  return shape;
}

/** Learned from all but one of a type, what is said of that one: what would be told falsely. */
function leaveOneOut(name: string, corpus: readonly CorpusType[]): void {
  const told: Finding[] = [];
  let bodies = 0;
  let fields = 0;
  let clean = 0;
  let always = 0;
  let missing = 0;
  for (const type of corpus.filter((one) => one.bodies.length >= 4)) {
    for (const [at, body] of type.bodies.entries()) {
      const shape = shapeOf(type.bodies.toSpliced(at, 1));
      const found = driftOf(readJson(body)?.value, ruleOf(shape));
      const held = new Set(fieldsOf(shapeOf([body])).map(({ path }) => path));
      const required = fieldsOf(shape).filter(({ share, depth }) => share === 1 && depth === 0);
      always += required.length;
      missing += required.filter(({ path }) => !held.has(path)).length;
      fields += held.size;
      bodies += 1;
      if (found.length === 0) clean += 1;
      told.push(...found);
    }
  }
  const wrong = (kind: Finding['kind']): number => told.filter((one) => one.kind === kind).length;
  print(
    `${name}, each of ${bodies} bodies against the others of its type (types with 4 or more):`,
    `  bodies without a finding ${percent(clean, bodies)}; fields known with their type ${percent(fields - wrong('new-field') - wrong('type') - wrong('null'), fields)} of ${fields}`,
    `  top-level keys that were always there and were there again ${percent(always - missing, always)} of ${always}`,
    `  findings: ${['new-field', 'type', 'null', 'enum', 'format'].map((kind) => `${kind} ${wrong(kind as Finding['kind'])}`).join(', ')}`,
  );
}

/** All of a corpus as one type: enough samples for what needs twenty. */
function pooled(name: string, corpus: readonly CorpusType[]): void {
  const bodies = corpus.flatMap((type) => type.bodies);
  const learned = bodies.filter((_, n) => n % 5 !== 0);
  const others = bodies.filter((_, n) => n % 5 === 0);
  const shape = shapeOf(learned);
  const fields = fieldsOf(shape);
  const rule = ruleOf(shape);
  const found = others.flatMap((body) => driftOf(readJson(body)?.value, rule));
  const enums = fields.filter(({ isEnum }) => isEnum);
  const formats = Object.entries(Object.groupBy(fields, ({ format }) => format ?? 'none'));
  const count = (kind: string): number => found.filter((one) => one.kind === kind).length;
  print(
    `${name}, ${learned.length} bodies as one type against ${others.length} others:`,
    `  ${fields.length} fields; required ${fields.filter(({ required }) => required).length}, of which missing in the others ${count('missing-field')}; volatile ${fields.filter((one) => one.volatile).length}`,
    `  enums ${enums.length}, of which another value came ${count('enum')}: ${enums
      .slice(0, 8)
      .map(({ path, values }) => `${path} (${values.length})`)
      .join(', ')}`,
    `  formats, of which another came ${count('format')}: ${formats.map(([format, some]) => `${format} ${some?.length ?? 0}`).join(', ')}`,
  );
}

function cost(corpus: readonly CorpusType[]): void {
  const bodies = corpus.flatMap((type) => type.bodies);
  const bytes = bodies.reduce((sum, body) => sum + body.length, 0);
  let parseMs = Infinity;
  let learnMs = Infinity;
  for (let turn = 0; turn < 5; turn += 1) {
    let start = performance.now();
    for (const body of bodies) readJson(body);
    parseMs = Math.min(parseMs, performance.now() - start);
    start = performance.now();
    for (const type of corpus) shapeOf(type.bodies);
    learnMs = Math.min(learnMs, performance.now() - start);
  }
  const packed = corpus.map(
    (type) => packLearned({ shape: shapeOf(type.bodies), headers: new Map() }).length,
  );
  print(
    `${bodies.length} bodies, ${(bytes / bodies.length / 1024).toFixed(1)} KB each: parsed in ${parseMs.toFixed(0)} ms, parsed and learned in ${learnMs.toFixed(0)} ms;` +
      ` ${((1000 * learnMs) / bodies.length).toFixed(0)} µs each, in the process where there is load`,
    `  kept: ${(packed.reduce((a, b) => a + b, 0) / 1024).toFixed(0)} KB for ${packed.length} types, largest ${(Math.max(...packed) / 1024).toFixed(1)} KB`,
  );
}

/** What the thread that takes captures does for each: one row that waits, and its share of the two statements of a round. */
function mainThread(): void {
  using one = tempDir();
  using other = tempDir();
  const [plain, full] = [openDatabase(one.path), openDatabase(other.path)];
  const ROUND = 500;
  const inserter = (db: typeof plain, waits: boolean) => {
    const wait = db.prepare<[number]>('INSERT OR IGNORE INTO captures_uncatalogued VALUES (?)');
    const insert =
      db.prepare(`INSERT INTO captures (id, received_at, method, target, path, size_bytes, stored_bytes, decided_by, duration_us)
      VALUES (?, 1, 'POST', '/github', '/github', 900, 900, 'respond', 1)`);
    return (from: number): number => {
      const start = performance.now();
      db.transaction(() => {
        for (let n = 0; n < ROUND; n += 1) {
          insert.run(from + n);
          if (waits) wait.run(from + n);
        }
      })();
      return performance.now() - start;
    };
  };
  const [without, withTrigger] = [inserter(plain, false), inserter(full, true)];
  const catalogued = openCatalogued(full);
  const best = { with: Infinity, without: Infinity, note: Infinity };
  for (let turn = 0; turn < 60; turn += 1) {
    best.without = Math.min(best.without, without(1 + turn * ROUND));
    best.with = Math.min(best.with, withTrigger(1 + turn * ROUND));
    const ids = catalogued.waiting(ROUND);
    const found = ids.map((captureId) => ({
      captureId,
      typeId: captureId % 20,
      version: null,
      drift: null,
      breaking: false,
    }));
    const start = performance.now();
    full.transaction(() => catalogued.note(ids, found))();
    best.note = Math.min(best.note, performance.now() - start);
  }
  const each = (ms: number): string => `${((1000 * ms) / ROUND).toFixed(2)} µs`;
  print(
    `Main thread, each capture: the wait ${each(best.with - best.without)} beside ${each(best.without)} of the row, note of the round ${each(best.note)}`,
  );
  plain.close();
  full.close();
}

leaveOneOut('GitHub', githubCorpus());
leaveOneOut('Stripe', stripeCorpus());
pooled('GitHub', githubCorpus());
pooled('Stripe', stripeCorpus());
cost(githubCorpus());
cost(stripeCorpus());
mainThread();
