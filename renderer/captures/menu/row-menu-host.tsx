import { useState } from 'react';
import type { ListedCapture } from '../../../preload/contract/captures.ts';
import { later } from '../../ui/parts/later.tsx';
import { useRowMenu } from './menu-store.ts';

/** A script of its own, fetched with the first menu or when the page is idle. */
export const RowMenu = later(
  'The menu',
  async () => (await import('./row-menu.tsx')).RowMenu,
  () => null,
);

/** Where the menu of a row appears. It stays once it was asked for: closing gives the focus back. */
export function RowMenuHost(props: { captureOf: (id: string) => ListedCapture | undefined }) {
  const isOpen = useRowMenu((s) => s.at !== null);
  const [asked, setAsked] = useState(isOpen);
  if (isOpen && !asked) setAsked(true);
  return asked ? <RowMenu captureOf={props.captureOf} /> : null;
}
