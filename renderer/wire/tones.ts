import type { Tone } from '../ui/badge.tsx';

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

/** Tone of a status in a badge; null is not answered. */
export function statusBadgeTone(status: number | null): Tone {
  if (status === null) return 'neutral';
  if (status >= 500) return 'bad';
  if (status >= 400) return 'warn';
  return status >= 300 ? 'info' : 'good';
}

const TEXTS: Record<Tone, string> = {
  neutral: 'text-faint',
  info: 'text-info',
  good: 'text-good',
  warn: 'text-warn',
  bad: 'text-bad',
};

/** Colour of a status as text; null is not answered. */
export const statusTone = (status: number | null): string => TEXTS[statusBadgeTone(status)];
