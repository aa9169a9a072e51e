/** Text inside a pattern of `LIKE … ESCAPE '\'`, in which `%` and `_` stand for themselves. */
export const likeText = (text: string): string => text.replace(/[\\%_]/g, String.raw`\$&`);
