import type { Page } from 'playwright-core';
import type { Demonstration } from './demonstration';
import { openEditor, type Editor } from './editor-browser';
import { nodeTypes } from './editor-page';
import type { FlowNode } from './example-flows';

/** A picture for the guide: its name without an ending, and a PNG. */
export interface Picture {
  readonly name: string;
  readonly png: Buffer;
}

/** A part of a page, in its pixels. */
interface Area {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** What is left free around the nodes of a flow, in pixels. */
const MARGIN = 12;

/** Where the tab ends in an editor that is 1,400 pixels wide, with the bar to scroll. */
const WIDEST = 868;

/** Milliseconds; all that is asked is on this machine. */
const PATIENCE = 20_000;

/** Pixels of the picture for one of the page: text stays sharp on screens that have more. */
const SHARPNESS = 1.5;

/**
 * Takes all pictures of the guide in the editor and the inbox of the demonstration, as a person
 * who follows the guide sees them.
 */
export async function takePictures(demonstration: Demonstration): Promise<Picture[]> {
  const editor = await openEditor(demonstration.nodeRed.url, nodeTypes, {
    sharpness: SHARPNESS,
  });
  try {
    const camera = createCamera(editor, demonstration);
    await pictureFlows(camera);
    await pictureDialogs(camera);
    await pictureImport(camera);
    await pictureMail(camera);
    return camera.pictures;
  } finally {
    await editor.close();
  }
}

/** Where the dialog on top is, without its left edge and what is empty below its last row. */
const DIALOG = `(() => {
  const tray = [...document.querySelectorAll('.red-ui-tray')].at(-1);
  const { left, right, top, bottom } = tray.getBoundingClientRect();
  const rows = [...tray.querySelectorAll('.form-row, .form-tips, summary, iframe')]
    .filter((row) => row.checkVisibility())
    .map((row) => row.getBoundingClientRect());
  const lowest = Math.max(...rows.map((row) => row.bottom));
  const edge = 17;
  return {
    x: left + edge,
    y: top,
    width: right - left - edge,
    height: Math.min(bottom, lowest + 20) - top,
  };
})()`;

interface Camera {
  readonly editor: Editor;
  readonly page: Page;
  readonly demonstration: Demonstration;
  readonly pictures: Picture[];
  /** The nodes of the example with this number. */
  flow(number: string): readonly FlowNode[];
  /** The id of the node of the example with this number that has this name or type. */
  idOf(number: string, called: string): string;
  /** Presses the button of an inject node. */
  press(number: string, name: string): Promise<void>;
  take(name: string, area: Area): Promise<void>;
  /** Takes the dialog that is open. */
  takeDialog(name: string): Promise<void>;
}

function createCamera(editor: Editor, demonstration: Demonstration): Camera {
  const { page } = editor;
  const pictures: Picture[] = [];
  const flow = (number: string): readonly FlowNode[] => {
    const example = demonstration.examples.find(({ name }) => name.startsWith(number));
    if (!example) throw new Error(`There is no example ${number}`);
    return example.nodes;
  };
  const idOf = (number: string, called: string): string => {
    const found = flow(number).find(({ name, type }) => name === called || type === called);
    if (!found) throw new Error(`Example ${number} has no "${called}"`);
    return found.id;
  };
  return {
    editor,
    page,
    demonstration,
    pictures,
    flow,
    idOf,
    async press(number, name) {
      await demonstration.nodeRed.api('POST', `inject/${idOf(number, name)}`);
    },
    async take(name, area) {
      pictures.push({ name, png: await page.screenshot({ clip: area }) });
    },
    async takeDialog(name) {
      await page.mouse.move(1, 1);
      const area = await editor.model<Area>(DIALOG);
      pictures.push({ name, png: await page.screenshot({ clip: area }) });
      await editor.cancelAll();
    },
  };
}

async function pictureFlows(camera: Camera): Promise<void> {
  const { inbox } = camera.demonstration;
  const mails = inbox.mails().length;
  await camera.press('01', 'Check this file');
  await inbox.waitForMails(mails + 1, AbortSignal.timeout(PATIENCE));
  await camera.press('03', 'Invoice from a mail');
  await camera.press('04', 'A sample log');
  await camera.press('04', 'Send them now');
  await inbox.waitForMails(mails + 3, AbortSignal.timeout(PATIENCE));
  await camera.take('flow', await showFlow(camera, '01'));
  await camera.take('own-logic', await showFlow(camera, '03', 'Nobody knows this file'));
  await camera.take('log', await showFlow(camera, '04', 'Not looked up'));
}

/**
 * Shows the tab of an example.
 * @param last - the name of the lowest node that has to be seen; without it all are
 */
async function showFlow(camera: Camera, number: string, last?: string): Promise<Area> {
  const { editor, page } = camera;
  await editor.model(`RED.workspaces.show('${camera.idOf(number, 'tab')}')`);
  await page.waitForFunction(`RED.workspaces.active() === '${camera.idOf(number, 'tab')}'`);
  await page.mouse.move(1, 1);
  const lowest = last === undefined ? undefined : camera.idOf(number, last);
  return await editor.model<Area>(`(() => {
    const nodes = RED.nodes.filterNodes({ z: RED.workspaces.active() });
    const lowest = ${JSON.stringify(lowest ?? '')};
    const bottom = lowest === ''
      ? Math.max(...nodes.map(({ y, h }) => y + h / 2 + 20))
      : RED.nodes.node(lowest).y + 40;
    const right = Math.max(...nodes.filter(({ y }) => y < bottom).map(({ x, w }) => x + w / 2 + 25));
    const top = Math.min(...nodes.map(({ y, h }) => y - h / 2));
    const canvas = document.querySelector('g.red-ui-flow-node').parentNode.getScreenCTM();
    const height = bottom - top + ${2 * MARGIN};
    const workspace = document.getElementById('red-ui-workspace-chart').getBoundingClientRect();
    return {
      x: canvas.e,
      y: canvas.f + top - ${MARGIN},
      width: Math.min(right + ${3 * MARGIN}, ${WIDEST}),
      height: Math.min(height, workspace.bottom - canvas.f - top - ${MARGIN}),
    };
  })()`);
}

async function pictureDialogs(camera: Camera): Promise<void> {
  const { editor, page } = camera;
  await editor.openConfigAlone(camera.idOf('01', 'virustotal-account'));
  await page.locator('#virustotal-account-check').click();
  await told(page, '.virustotal-account-checked');
  // Where the stand-in is says nothing to a reader: in life it is VirusTotal's address, and folded.
  await editor.model(`$('#node-config-input-baseUrl').closest('.form-row').hide()`);
  await camera.takeDialog('account');

  await editor.openNode(camera.idOf('04', 'virustotal-collect'));
  await camera.takeDialog('collect');

  await editor.openConfigAlone(camera.idOf('04', 'virustotal-mailer'));
  await page.locator('#virustotal-mailer-recipient').fill('you@alertwire.example');
  await page.locator('#virustotal-mailer-send').click();
  await told(page, '.virustotal-mailer-told');
  await camera.takeDialog('mailer');

  await editor.openNode(camera.idOf('04', 'virustotal-notify'));
  await page.locator('.virustotal-notify-preview > summary').click();
  await page.locator('#virustotal-notify-last').click();
  await page.locator('#virustotal-notify-show').click();
  await page.locator('.virustotal-notify-shown iframe').scrollIntoViewIfNeeded();
  await camera.takeDialog('preview');

  await editor.openNode(camera.idOf('04', 'virustotal-raise'));
  await page.locator('#virustotal-raise-look').click();
  await page.locator('.virustotal-raise-list li').first().waitFor();
  await camera.takeDialog('quiet');

  await editor.openNode(camera.idOf('03', 'Trusted engine?'));
  await page.locator('#virustotal-gate-last').click();
  await page.locator('.virustotal-gate-result').getByText(/./).first().waitFor();
  await camera.takeDialog('gate');
}

/** Waits until a dialog says what came of a button. */
async function told(page: Page, place: string): Promise<void> {
  await page.locator(place).getByText(/[\d.]/).first().waitFor();
}

async function pictureImport({ page, pictures, editor }: Camera): Promise<void> {
  await editor.model(`RED.actions.invoke('core:show-examples-import-dialog')`);
  const dialog = page.locator('.red-ui-editor-dialog', {
    has: page.locator('#red-ui-clipboard-dialog'),
  });
  await dialog.getByText('@alertwire/node-red-virustotal').click();
  const last = dialog.getByText('10 - Daily summary');
  // The list opens little by little.
  await last.hover({ trial: true });
  await last.evaluate(`(row) => row.scrollIntoView({ block: 'end' })`);
  pictures.push({ name: 'import', png: await dialog.screenshot() });
  await page.keyboard.press('Escape');
}

async function pictureMail({ page, pictures, demonstration }: Camera): Promise<void> {
  await page.goto(demonstration.inbox.url);
  await page.locator('li a').last().click();
  const frame = page.locator('iframe');
  await frame.waitFor();
  await page.addStyleTag({ content: 'iframe { height: 40rem !important }' });
  pictures.push({ name: 'mail', png: await frame.screenshot() });
}
