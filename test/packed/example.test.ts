import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { systemClock } from '../../src/clock';
import { startInbox } from '../../src/simulator/inbox/inbox';
import { startSimulatorServer } from '../../src/simulator/server';
import { makeCertificate } from '../support/certificate';
import { startConnectProxy } from '../support/connect-proxy';
import { exampleEnvironment, readExamples } from '../support/example-flows';
import { findFaults } from '../support/first-example';
import { lookupsAsked } from '../support/lookups-asked';
import { linkModules, startNodeRed } from '../support/node-red-process';
import { packProject, uploadToPalette } from '../support/tarball';
import { makeTemporaryFolder, removeTemporaryFolder } from '../support/temporary-folder';

const host = 'www.virustotal.com';
const apiKey = '5ca1ab1e'.repeat(8);

/** What was opened, in that order; ended in the opposite one. */
type CleanUp = () => Promise<void> | void;

describe('example 01, imported unchanged with the packed package', function () {
  this.timeout(120_000);

  const cleanUps: CleanUp[] = [];

  afterEach(async () => {
    await cleanUps.splice(0).reduceRight(async (before, cleanUp) => {
      await before;
      await cleanUp();
    }, Promise.resolve());
  });

  it('asks VirusTotal over HTTPS and delivers one mail over SMTP', async () => {
    const folder = makeTemporaryFolder();
    const userDir = makeTemporaryFolder();
    cleanUps.push(() => removeTemporaryFolder(folder));
    cleanUps.push(() => removeTemporaryFolder(userDir));

    const { key, cert } = await makeCertificate(host);
    const certificateFile = path.join(folder, 'certificate.pem');
    await writeFile(certificateFile, cert);
    const virusTotal = await startSimulatorServer({
      clock: systemClock,
      keys: [apiKey],
      tls: { key, cert },
    });
    cleanUps.push(() => virusTotal.close());
    const proxy = await startConnectProxy({
      [`${host}:443`]: Number(new URL(virusTotal.url).port),
    });
    cleanUps.push(() => proxy.close());
    const inbox = await startInbox({ clock: systemClock });
    cleanUps.push(() => inbox.close());

    const installing = await startNodeRed({ userDir, env: { npm_config_prefer_offline: 'true' } });
    cleanUps.push(() => installing.stop());
    await uploadToPalette(installing, await packProject(folder));
    await installing.stop();

    await linkModules(userDir, ['node-red-node-email']);
    const nodeRed = await startNodeRed({
      userDir,
      env: {
        ...exampleEnvironment(apiKey, inbox.smtp),
        HTTPS_PROXY: proxy.url,
        https_proxy: proxy.url,
        NODE_EXTRA_CA_CERTS: certificateFile,
      },
    });
    cleanUps.push(() => nodeRed.stop());

    const example = readExamples().find(({ name }) => name.startsWith('01'));
    assert.ok(example);
    await nodeRed.deploy(example.nodes);
    const injects = example.nodes.filter(({ type }) => type === 'inject');
    assert.equal(injects.length, 1);
    await nodeRed.api('POST', `inject/${injects[0]?.id}`);
    await inbox.waitForMails(1, AbortSignal.timeout(60_000)).catch((error: Error) => {
      throw new Error(`${error.message}: no mail. The log:\n${nodeRed.log()}`);
    });
    const flows = JSON.stringify(await nodeRed.api('GET', 'flows'));
    await nodeRed.stop();

    const mails = inbox.mails();
    assert.equal(mails.length, 1);
    const [mail] = mails;
    assert.ok(mail);
    assert.deepEqual(findFaults(mail, virusTotal.simulator, apiKey), []);
    assert.deepEqual(mail.envelope.to, ['soc@alertwire.example']);
    assert.equal(lookupsAsked(virusTotal).length, 1);
    assert.deepEqual(new Set(proxy.asked), new Set([`${host}:443`]));
    assert.ok(!nodeRed.log().includes(apiKey), 'the key is in the log');
    assert.ok(!flows.includes(apiKey), 'the key is in the flows');
  });
});
