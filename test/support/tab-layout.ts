/** What the functions below read from the page of an editor. */
interface Page {
  model<Value>(expression: string): Promise<Value>;
}

/** A rectangle on a tab, in pixels of the flow. */
interface Box {
  readonly name: string;
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** A wire, and points on it a few pixels apart. */
interface Wire {
  readonly from: string;
  readonly to: string;
  readonly points: readonly (readonly [x: number, y: number])[];
}

/** What is drawn on the tab that the editor shows: nodes with their buttons, and wires. */
const DRAWN = `(() => {
  const tab = RED.workspaces.active();
  const name = (node) => node.name || node.dname || node.type;
  const boxes = RED.nodes.filterNodes({ z: tab }).map((node) => {
    const button = node._def.button === undefined ? 0 : 25;
    const isRight = node._def.align === 'right';
    return {
      name: name(node),
      left: node.x - node.w / 2 - (isRight ? 0 : button),
      right: node.x + node.w / 2 + (isRight ? button : 0),
      top: node.y - node.h / 2,
      bottom: node.y + node.h / 2,
    };
  });
  const wires = [...document.querySelectorAll('g.red-ui-flow-link')].map((group) => {
    const line = group.querySelector('.red-ui-flow-link-line');
    const length = line.getTotalLength();
    const steps = Array.from({ length: Math.ceil(length / 4) + 1 }, (_, step) => step * 4);
    const points = steps.map((step) => line.getPointAtLength(Math.min(step, length)));
    const { source, target } = group.__data__;
    return { from: name(source), to: name(target), points: points.map(({ x, y }) => [x, y]) };
  });
  return { boxes, wires };
})()`;

/**
 * Shows a tab and gives a sentence for each pair of nodes on it that overlap, and for each wire that
 * runs behind a node.
 */
export async function findLayoutFaults(page: Page, tab: string): Promise<string[]> {
  await page.model(`RED.workspaces.show('${tab}')`);
  const { boxes, wires } = await page.model<{ boxes: Box[]; wires: Wire[] }>(DRAWN);
  const overlapping = boxes.flatMap((box, index) =>
    boxes
      .slice(index + 1)
      .filter((other) => overlap(box, other))
      .map((other) => `"${box.name}" and "${other.name}" overlap`),
  );
  const hidden = wires.flatMap(({ from, to, points }) =>
    boxes
      .filter(({ name }) => name !== from && name !== to)
      .filter((box) => points.some((point) => isInside(point, box)))
      .map(({ name }) => `The wire from "${from}" to "${to}" runs behind "${name}"`),
  );
  if (boxes.length === 0) return ['The tab is empty'];
  return [...overlapping, ...hidden];
}

function overlap(one: Box, other: Box): boolean {
  return (
    one.left < other.right &&
    other.left < one.right &&
    one.top < other.bottom &&
    other.top < one.bottom
  );
}

function isInside([x, y]: readonly [number, number], { left, right, top, bottom }: Box): boolean {
  return x > left && x < right && y > top && y < bottom;
}
