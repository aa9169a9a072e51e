import { typeName } from '../values/compare.ts';
import { MongoDBError } from '../values/mongo-error.ts';
import { checkOperand, refusedOperand } from '../values/operands.ts';
import { splitPath } from '../values/path.ts';
import { type Document, isDocument, type Value } from '../values/values.ts';
import { updateShape } from './shapes.ts';
import { UPDATE_OPERATORS } from './update-operators.ts';
import { type ArrayFilters, nameIn } from './update-paths.ts';

/** One field below one operator. */
export interface Step {
  operator: string;
  path: string;
  parts: string[];
  operand: Value;
}

/**
 * Steps in the order of their paths, which is the order in which new fields are added.
 *
 * @throws MongoDBError
 */
export function readSteps(spec: Document): Step[] {
  const steps: Step[] = [];
  for (const operator of Object.keys(spec)) {
    const shape = updateShape(operator);
    const fields = spec[operator] ?? null;
    if (!isDocument(fields)) {
      throw new MongoDBError(
        `Modifiers operate on fields but we found type ${typeName(fields)} instead. For example: {$mod: {<field>: ...}} not {${operator}: …}`,
        9,
      );
    }
    for (const path of Object.keys(fields)) {
      const operand = fields[path] ?? null;
      if (path.split('.').includes('')) {
        throw new MongoDBError(
          `The update path '${path}' contains an empty field name, which is not allowed.`,
          56,
        );
      }
      checkOperand(operand, shape);
      if (operator === '$rename') renameTarget(path, operand);
      UPDATE_OPERATORS[operator]?.check?.(operand);
      const parts = splitPath(path);
      checkPlaces(path, parts);
      steps.push({ operator, path, parts, operand });
    }
  }
  checkConflicts(steps);
  return steps.toSorted((a, b) => comparePaths(a.parts, b.parts));
}

function comparePaths(a: readonly string[], b: readonly string[]): number {
  for (const [i, part] of a.entries()) {
    const other = b[i];
    if (other === undefined) return 1;
    if (part === other) continue;
    const byNumber = Number(part) - Number(other);
    if (!Number.isNaN(byNumber) && byNumber !== 0) return byNumber;
    return part < other ? -1 : 1;
  }
  return a.length - b.length;
}

function checkConflicts(steps: readonly Step[]): void {
  const paths = steps.flatMap(({ operator, path, operand }) =>
    operator === '$rename' ? [path, renameTarget(path, operand)] : [path],
  );
  const taken = new Set(paths);
  if (taken.size < paths.length) {
    const twice = paths.find((path, i) => paths.indexOf(path) !== i) ?? '';
    throw conflict(twice, twice);
  }
  for (const path of paths) {
    const parts = path.split('.');
    for (let length = 1; length < parts.length; length++) {
      const prefix = parts.slice(0, length).join('.');
      if (taken.has(prefix)) throw conflict(path, prefix);
    }
  }
}

function conflict(path: string, at: string): MongoDBError {
  return new MongoDBError(`Updating the path '${path}' would create a conflict at '${at}'`, 40);
}

/** What is in the place of an index: `$`, `$[]` or `$[name]`, never in front, and `$` once. */
function checkPlaces(path: string, parts: readonly string[]): void {
  const [first = ''] = parts;
  if (first === '$') {
    throw new MongoDBError(
      `Cannot have positional (i.e. '$') element in the first position in path '${path}'`,
      2,
    );
  }
  if (nameIn(first) !== undefined) {
    throw new MongoDBError(
      `Cannot have array filter identifier (i.e. '$[<id>]') element in the first position in path '${path}'`,
      2,
    );
  }
  if (parts.filter((part) => part === '$').length > 1) {
    throw new MongoDBError(`Too many positional (i.e. '$') elements found in path '${path}'`, 2);
  }
}

/** Each identifier has its filter, and each filter its identifier. @throws MongoDBError */
export function checkFilters(steps: readonly Step[], filters: ArrayFilters): void {
  const used = new Set<string>();
  for (const { path, parts } of steps) {
    for (const part of parts) {
      const name = nameIn(part) ?? '';
      if (name !== '' && !filters.has(name)) {
        throw new MongoDBError(
          `No array filter found for identifier '${name}' in path '${path}'`,
          2,
        );
      }
      used.add(name);
    }
  }
  for (const name of filters.keys()) {
    if (!used.has(name)) {
      throw new MongoDBError(
        `The array filter for identifier '${name}' was not used in the update`,
        9,
      );
    }
  }
}

/** Where a field goes to. @throws MongoDBError */
export function renameTarget(path: string, operand: Value): string {
  if (typeof operand !== 'string') throw refusedOperand(operand, updateShape('$rename'));
  if (operand.split('.').includes('')) {
    throw new MongoDBError(
      `The update path '${operand}' contains an empty field name, which is not allowed.`,
      56,
    );
  }
  if (operand === path) {
    throw new MongoDBError(
      `The source and target field for $rename must differ: ${path}: "${operand}"`,
      2,
    );
  }
  for (const name of [path, operand]) {
    if (/(?:^|\.)\$/.test(name)) {
      throw new MongoDBError(
        `The source and target field for $rename may not be dynamic: ${name}`,
        2,
      );
    }
  }
  return operand;
}
