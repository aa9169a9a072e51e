import type { TeamNode } from '../../preload/contract/team.ts';
import { formatRoute } from '../navigation/route.ts';
import { cx } from '../ui/cx.ts';
import { NodeWords } from './node-words.tsx';

/** Who is in the team and who is there now; a press shows what one of them caught. */
export function NodeList(props: { nodes: readonly TeamNode[]; chosen: string | null; q: string }) {
  const { nodes, chosen, q } = props;
  const linkTo = (node: string | null): string =>
    formatRoute({ page: 'team', node, ...(q !== '' && { q }) });
  const look = (isHere: boolean): string =>
    cx(
      'flex min-h-9 min-w-0 shrink-0 items-center rounded-md px-2.5 py-1 max-xl:max-w-56',
      isHere ? 'bg-selected text-accent-ink' : 'hover:bg-hover',
    );
  return (
    <nav
      aria-label="Nodes"
      className="flex shrink-0 gap-1 overflow-auto border-line px-4 py-2 max-xl:border-b xl:w-56 xl:flex-col xl:border-r xl:px-3"
    >
      <a
        href={linkTo(null)}
        aria-current={chosen === null ? 'page' : undefined}
        className={cx(look(chosen === null), 'font-medium')}
      >
        All nodes
      </a>
      {nodes.map((node) => (
        <a
          key={node.id}
          href={linkTo(node.id)}
          aria-current={chosen === node.id ? 'page' : undefined}
          className={look(chosen === node.id)}
        >
          <NodeWords node={node} />
        </a>
      ))}
    </nav>
  );
}
