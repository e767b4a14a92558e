import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import path from 'node:path';
import { after, describe, it } from 'mocha';
import { startFaultySmtp, type FaultySmtp } from '../support/faulty-smtp';
import { waitForKept } from '../support/kept-lookups';
import { openMailHouse, type MailHouse } from '../support/mail-lives';
import type { NodeRedProcess } from '../support/node-red-process';
import { smtpFlow } from '../support/smtp-flow';
import type { KillPoint, Trace } from '../support/writes';
import { needsSqlite } from '../support/needs-sqlite';

const ALERTS = ['one', 'two', 'three'];

const PUT = 'work INSERT';

/** A mail is written down, taken, and struck out when the server has it; or what was collected is. */
const KINDS = [PUT, 'work taken', 'payload DELETE'];

describe('a Node-RED that is killed at a write of its outbox', function () {
  this.timeout(180_000);

  const houses: MailHouse[] = [];
  const servers: FaultySmtp[] = [];

  needsSqlite();

  after(async () => {
    for (const house of houses) house.close();
    for (const server of servers) await server.close();
  });

  async function open(
    template?: MailHouse,
  ): Promise<{ readonly house: MailHouse; readonly server: FaultySmtp }> {
    const server = await startFaultySmtp();
    const house = openMailHouse(template, server.port);
    servers.push(server);
    houses.push(house);
    return { house, server };
  }

  /** A house whose flows are deployed, but in which nothing was written yet. */
  async function openFresh(digest: string): Promise<MailHouse> {
    const { house, server } = await open();
    await house.live((nodeRed) => nodeRed.deploy(flow(server.port, digest)));
    rmSync(path.join(house.userDir, 'virustotal'), { recursive: true });
    return house;
  }

  /** Lives once to see what is written, then anew for each point at which that can be killed. */
  async function killEverywhere(
    digest: string,
    check: (server: FaultySmtp, accepted: number) => void,
  ): Promise<void> {
    const template = await openFresh(digest);
    const first = await open(template);
    const whole = await first.house.live(raise);
    check(first.server, ALERTS.length);
    for (const point of KINDS.flatMap((kind) => killPoints(whole, kind))) {
      const { house, server } = await open(template);
      const { killed, writes } = await house.live(raise, point);
      assert.ok(killed, `killed ${point.when} ${point.kind} ${point.number}`);
      await house.live((nodeRed) => waitForKept(nodeRed, 0));
      const accepted = writes.filter(({ kind }) => kind === PUT).length;
      check(server, Math.min(accepted, ALERTS.length));
    }
  }

  it('loses no mail that was written down, and repeats one at most, as the same', async () => {
    await killEverywhere('', ({ taken }, accepted) => {
      const subjects = new Set(taken.map(({ text }) => /^Subject: (.*)\r$/m.exec(text)?.[1]));
      assert.deepEqual(
        subjects,
        new Set(ALERTS.slice(0, accepted).map((alert) => `Alert ${alert}`)),
      );
      const ids = new Set(taken.map(({ messageId }) => messageId));
      assert.equal(ids.size, subjects.size, 'the same mail has the same Message-ID');
      assert.ok(taken.length <= subjects.size + 1, 'one duplicate at most');
    });
  });

  it('loses nothing that was collected, and repeats one mail at most, as the same', async () => {
    await killEverywhere('1s', ({ taken }, accepted) => {
      const texts = taken.map(({ text }) => text).join('\n');
      for (const alert of ALERTS.slice(0, accepted)) {
        assert.match(texts, new RegExp(`about ${alert}`));
        const about = taken.filter(({ text }) => text.includes(`about ${alert}`));
        const ids = new Set(about.map(({ messageId }) => messageId));
        assert.equal(ids.size, 1, `the mail about ${alert} has one Message-ID`);
      }
      assert.ok(taken.length <= 2, 'one duplicate at most');
    });
  });
});

/** The inject node `start` raises three alerts, each a message of its own. */
function flow(port: number, digest: string): object[] {
  const place = { z: 'tab', x: 0, y: 0 };
  const payload = {
    payload: JSON.stringify(ALERTS),
    payloadType: 'json',
    props: [{ p: 'payload' }],
  };
  const templates = { subject: 'Alert {{payload}}', text: 'It is about {{payload}}.' };
  const nodes = smtpFlow({ port, notify: { ...templates, digest, wires: [['end'], ['failed']] } });
  return [
    ...nodes
      .filter(({ type }) => !['helper', 'catch', 'complete'].includes(type))
      .map((node) => ('z' in node ? { ...node, x: 0, y: 0 } : node)),
    { id: 'start', type: 'inject', ...place, ...payload, wires: [['split']] },
    { id: 'split', type: 'split', ...place, wires: [['mail']] },
    ...['end', 'failed'].map((name) => ({
      id: name,
      name,
      type: 'debug',
      ...place,
      active: true,
      console: true,
      targetType: 'msg',
      complete: 'topic',
    })),
  ];
}

async function raise(nodeRed: NodeRedProcess): Promise<void> {
  await nodeRed.api('POST', 'inject/start');
  await nodeRed.waitForLog('[debug:end]');
  await waitForKept(nodeRed, 0);
}

/** Before and after the second write of a kind where there are two, so that something came before. */
function killPoints({ writes }: Trace, kind: string): KillPoint[] {
  const often = writes.filter((each) => each.kind === kind).length;
  assert.ok(often > 0, `${kind} is written`);
  return (['before', 'after'] as const).map((when) => ({ kind, number: Math.min(2, often), when }));
}
