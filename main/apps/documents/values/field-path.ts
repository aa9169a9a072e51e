import { MongoDBError } from './mongo-error.ts';

const MAX_DEPTH = 200;

/** Fields of a path in a stage or an expression, checked. @throws MongoDBError */
export function fieldPath(path: string): string[] {
  if (path === '')
    throw new MongoDBError('FieldPath cannot be constructed with empty string', 40352);
  if (path.endsWith('.')) throw new MongoDBError("FieldPath must not end with a '.'.", 40353);
  const parts = path.split('.');
  for (const part of parts) checkField(part);
  if (parts.length > MAX_DEPTH) throw new MongoDBError('FieldPath is too long', 15);
  return parts;
}

function checkField(part: string): void {
  if (part === '') throw new MongoDBError('FieldPath field names may not be empty strings.', 15998);
  // Fields of a reference to another collection are called so.
  if (part.startsWith('$') && !['$id', '$ref', '$db'].includes(part)) {
    throw new MongoDBError(
      `FieldPath field names may not start with '$'. Consider using $getField or $setField.`,
      16410,
    );
  }
  if (part.includes('\0')) {
    throw new MongoDBError('FieldPath field names may not contain null bytes', 16411);
  }
}

/** The name of a field an object expression makes. */
export function checkObjectField(name: string): void {
  if (name.includes('.')) {
    throw new MongoDBError(
      `FieldPath field names may not contain '.'. Consider using $getField or $setField.`,
      16412,
    );
  }
  if (name !== '') checkField(name);
}

/** Names of `let`, `as` and `vars`. */
export function checkVariable(name: string): void {
  if (name === '') throw new MongoDBError('empty variable names are not allowed', 9);
  const isAllowed = name === 'CURRENT' || /^[a-z\u0080-\uffff]/.test(name);
  if (!isAllowed) {
    throw new MongoDBError(
      `'${name}' starts with an invalid character for a user variable name`,
      9,
    );
  }
  const bad = /[^\w\u0080-\uffff]/.exec(name)?.[0];
  if (bad !== undefined) {
    throw new MongoDBError(
      `'${name}' contains an invalid character for a variable name: '${bad}'`,
      9,
    );
  }
}
