/** What differences are listed under, in this order. */
export const COMPARE_PARTS = ['outcome', 'line', 'query', 'headers', 'body'] as const;
