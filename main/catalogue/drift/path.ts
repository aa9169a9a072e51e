/**
 * A place in the bodies of a type: keys with dots between, `[]` for the items of a list, other keys in
 * quotes: `data.items[].price`, `data["a.b"]`. The body itself is ''.
 */
export function below(path: string, key: string): string {
  if (!/^[A-Za-z_$][\w$-]*$/.test(key)) return `${path}[${JSON.stringify(key)}]`;
  return path === '' ? key : `${path}.${key}`;
}

export const itemOf = (path: string): string => `${path}[]`;

const STEP = /(?:^|\.)([A-Za-z_$][\w$-]*)|\[\]|\[("(?:[^"\\]|\\.)*")\]/gy;

/** The steps of a path: keys, and null for the items of a list. */
export function stepsOf(path: string): (string | null)[] {
  const steps: (string | null)[] = [];
  STEP.lastIndex = 0;
  for (let step = STEP.exec(path); step !== null; step = STEP.exec(path)) {
    if (step[1] !== undefined) steps.push(step[1]);
    else steps.push(step[2] === undefined ? null : (JSON.parse(step[2]) as string));
    if (STEP.lastIndex >= path.length) break;
  }
  return steps;
}
