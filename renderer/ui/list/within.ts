/** A place as it is where a list ends: before the first it is the first, behind the last the last. */
export const within = (at: number, count: number): number => Math.max(0, Math.min(count - 1, at));
