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

interface Drawn {
  readonly boxes: readonly Box[];
  /** Each has the name of its node. */
  readonly statuses: readonly Box[];
  readonly wires: readonly Wire[];
}

/** As long as the status of a node in everyday use may be. */
const LONG_STATUS: Readonly<Record<string, string>> = {
  'virustotal-collect': '1,234 in 12,345 events, 12 left out, next 23:59:59',
  'virustotal-lookup': '12 waiting, next 23:59:59',
  'virustotal-verdict': 'suspicious 12 / 72',
  'virustotal-gate': 'undetermined',
  'virustotal-raise': 'raised again, severity 10',
  'virustotal-notify': 'cannot reach smtp.example.com:587: 2 waiting, next try 23:59:59',
  'virustotal-status':
    'account Public key (example 01): quota of the day is gone, until 23:59:59 (+2)',
};

/** Has the nodes on the tab show such a status, and draws them at once. */
const SHOW_STATUS = `(() => {
  const texts = ${JSON.stringify(LONG_STATUS)};
  for (const node of RED.nodes.filterNodes({ z: RED.workspaces.active() })) {
    if (!(node.type in texts)) continue;
    node.status = { fill: 'red', shape: 'dot', text: texts[node.type] };
    node.dirtyStatus = true;
    node.dirty = true;
  }
  RED.view.redraw(true, true);
})()`;

/** What is drawn on the tab that the editor shows: nodes with their buttons, statuses, and wires. */
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
  const canvas = document.querySelector('g.red-ui-flow-node').parentNode.getScreenCTM();
  const statuses = RED.nodes.filterNodes({ z: tab }).flatMap((node) => {
    const group = document.getElementById(node.id).querySelector('.red-ui-flow-node-status-group');
    const { left, right, top, bottom } = group.getBoundingClientRect();
    if (right === left) return [];
    const [x, y] = [(pixel) => (pixel - canvas.e) / canvas.a, (pixel) => (pixel - canvas.f) / canvas.d];
    return { name: name(node), left: x(left), right: x(right), top: y(top), bottom: y(bottom) };
  });
  const wires = [...document.querySelectorAll('g.red-ui-flow-link')].map((group) => {
    const line = group.querySelector('.red-ui-flow-link-line');
    const length = line.getTotalLength();
    const steps = Array.from({ length: Math.ceil(length / 4) + 1 }, (_, step) => step * 4);
    const points = steps.map((step) => line.getPointAtLength(Math.min(step, length)));
    const { source, target } = group.__data__;
    return { from: name(source), to: name(target), points: points.map(({ x, y }) => [x, y]) };
  });
  return { boxes, statuses, wires };
})()`;

/** Where the tab ends in an editor that is 1,400 pixels wide: in Node-RED 5 before 865, with the bar to scroll. */
const RIGHT_EDGE = 860;

/**
 * Shows a tab and gives a sentence for each pair of nodes on it that overlap, for each wire that
 * runs behind a node, and for each status, however long, that runs into a node or another status.
 */
export async function findLayoutFaults(page: Page, tab: string): Promise<string[]> {
  const { boxes, statuses, wires } = await draw(page, tab);
  const overlapping = boxes.flatMap((box, index) =>
    boxes
      .slice(index + 1)
      .filter((other) => overlap(withPorts(box), withPorts(other)))
      .map((other) => `"${box.name}" and "${other.name}" overlap`),
  );
  const hidden = wires.flatMap(({ from, to, points }) =>
    boxes
      .filter(({ name }) => name !== from && name !== to)
      .filter((box) => points.some((point) => isInside(point, box)))
      .map(({ name }) => `The wire from "${from}" to "${to}" runs behind "${name}"`),
  );
  const cut = statuses.flatMap((status, index) =>
    [
      ...boxes.filter((box) => overlap(status, box)).map(({ name }) => `"${name}"`),
      ...statuses
        .slice(index + 1)
        .filter((other) => overlap(status, other))
        .map(({ name }) => `that of "${name}"`),
    ].map((what) => `The status of "${status.name}" runs into ${what}`),
  );
  if (boxes.length === 0) return ['The tab is empty'];
  return [...overlapping, ...hidden, ...cut];
}

/** Shows a tab and gives a sentence for each node on it that a wide editor cuts off. */
export async function findCutOff(page: Page, tab: string): Promise<string[]> {
  const { boxes } = await draw(page, tab);
  return boxes
    .filter(({ right }) => right > RIGHT_EDGE)
    .map(({ name, right }) => `"${name}" ends at ${right}`);
}

async function draw(page: Page, tab: string): Promise<Drawn> {
  await page.model(`RED.workspaces.show('${tab}')`);
  await page.model(SHOW_STATUS);
  return await page.model<Drawn>(DRAWN);
}

/** Half of a port stands out at either side. */
function withPorts(box: Box): Box {
  return { ...box, left: box.left - 5, right: box.right + 5 };
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
