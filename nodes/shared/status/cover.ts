import type { Node, NodeStatus } from 'node-red';

/**
 * Makes it possible to cover the status of a node: while something covers it nothing else is seen, and
 * then what it shows last.
 */
export function coverStatus(node: Pick<Node, 'status'>): (cover: NodeStatus | undefined) => void {
  const show = node.status.bind(node);
  let last: Parameters<Node['status']>[0] = {};
  let covered: NodeStatus | undefined;
  node.status = (status) => {
    last = status;
    if (!covered) show(status);
  };
  return (cover) => {
    covered = cover;
    show(cover ?? last);
  };
}
