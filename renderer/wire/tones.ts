/** Colour of a method: only what changes something at the far end stands out. */
export function methodTone(method: string): string {
  switch (method) {
    case 'GET':
    case 'HEAD':
    case 'OPTIONS':
      return 'text-info';
    case 'POST':
      return 'text-good';
    case 'PUT':
    case 'PATCH':
      return 'text-warn';
    case 'DELETE':
      return 'text-bad';
    default:
      return 'text-muted';
  }
}

/** Colour of an answered status; null is not answered. */
export function statusTone(status: number | null): string {
  if (status === null) return 'text-faint';
  if (status >= 500) return 'text-bad';
  if (status >= 400) return 'text-warn';
  if (status >= 300) return 'text-info';
  return 'text-good';
}
