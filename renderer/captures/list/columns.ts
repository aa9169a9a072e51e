/**
 * The columns of the list, in order: the heading and the cell of a column share its classes, so that
 * they stand in line. Narrow lists leave out what the detail shows anyway.
 */
export const COLUMNS = [
  { id: 'time', label: 'Time', className: 'w-24 shrink-0' },
  { id: 'method', label: 'Method', className: 'w-14 shrink-0' },
  { id: 'path', label: 'Path', className: 'min-w-0 flex-1' },
  {
    id: 'event',
    label: 'Event',
    className: 'hidden w-44 shrink-0 @min-[54rem]:block @min-[66rem]:w-56',
  },
  {
    id: 'endpoint',
    label: 'Endpoint',
    className: 'hidden w-24 shrink-0 @min-[38rem]:block @min-[62rem]:w-40',
  },
  { id: 'size', label: 'Size', className: 'hidden w-16 shrink-0 text-right @min-[32rem]:block' },
  { id: 'status', label: 'Status', className: 'w-12 shrink-0 text-right' },
  {
    id: 'duration',
    label: 'Duration',
    className: 'hidden w-16 shrink-0 text-right @min-[43rem]:block',
  },
] as const;

export type ColumnId = (typeof COLUMNS)[number]['id'];

export function columnClass(id: ColumnId): string {
  return COLUMNS.find((column) => column.id === id)?.className ?? '';
}
