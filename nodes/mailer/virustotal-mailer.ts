import type { Node, NodeAPI, NodeDef } from 'node-red';
import { asError } from '../../src/as-error';
import { systemClock } from '../../src/clock';
import { createMailDelivery } from '../../src/mail/delivery/delivery';
import { closeWith } from '../shared/close-node';
import { reportSettings } from '../shared/figures/settings';
import { readDuration, readText, type Properties } from '../shared/settings';
import { registerTestEndpoint } from './endpoints';
import type { Mailer } from './mailer';
import { readServer } from './server';
import type { Credentials } from './sign-in';

export = function register(RED: NodeAPI): void {
  /** Opens no connection: that is left to the first mail. */
  function createMailer(this: Node<Credentials>, def: NodeDef): void {
    RED.nodes.createNode(this, def);
    const mailer = open(this, { ...def });
    Object.assign(this, { mailer });
    reportSettings(RED, this, 'mail-server', mailer.ready ? undefined : mailer.problem);
    if (mailer.ready) closeWith(this, () => mailer.delivery.close());
  }

  function open(node: Node<Credentials>, properties: Properties): Mailer {
    const credentials = node.credentials ?? {};
    const store = readText(properties, 'store');
    try {
      const { server, from } = readServer(RED, node, properties, credentials);
      return {
        ready: true,
        giveUpAfter: readDuration(properties, 'giveUpAfter', '24h') ?? Infinity,
        delivery: createMailDelivery(server, systemClock),
        from,
        store,
      };
    } catch (error) {
      return { ready: false, problem: asError(error), store };
    }
  }

  registerTestEndpoint(RED);
  RED.nodes.registerType('virustotal-mailer', createMailer, {
    credentials: {
      user: { type: 'password' },
      password: { type: 'password' },
      clientId: { type: 'password' },
      clientSecret: { type: 'password' },
      refreshToken: { type: 'password' },
    },
  });
};
