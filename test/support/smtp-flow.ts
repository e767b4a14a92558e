import type { FlowNode } from './flow';
import { sinks } from './sinks';

/** A verdict as a notify node gets it. */
export const VERDICT = {
  level: 'malicious',
  count: '52 / 70',
  indicator: { type: 'file', value: 'aa', id: 'aa' },
  reasons: ['52 of 70 engines flag it.'],
  link: 'https://www.virustotal.com/gui/file/aa',
};

/** What a flow with a notify node that sends by SMTP is made of. */
export interface SmtpFlowOptions {
  readonly port: number;
  readonly mailer?: Record<string, unknown>;
  readonly notify?: Record<string, unknown>;
  readonly group?: Record<string, unknown>;
}

/**
 * The notify node `mail` with the sinks `delivered`, `given up`, `caught` and `completed`; to Ann
 * and Bob, by way of the mailer `mailer`.
 */
export function smtpFlow({ port, mailer, notify, group }: SmtpFlowOptions): FlowNode[] {
  return [
    { id: 'tab', type: 'tab', label: 'test' },
    {
      id: 'team',
      type: 'virustotal-group',
      to: 'Ann <ann@example.com>\nbob@example.com',
      cc: '',
      bcc: '',
      ...group,
    },
    {
      id: 'mailer',
      type: 'virustotal-mailer',
      host: '127.0.0.1',
      port,
      security: 'none',
      from: 'SOC <soc@example.com>',
      tls: '',
      giveUpAfter: '24h',
      store: '',
      ...mailer,
    },
    {
      id: 'mail',
      type: 'virustotal-notify',
      z: 'tab',
      group: 'team',
      to: '',
      subject: '{{verdict.level}}: {{verdict.indicator.value}}',
      text: 'Text about {{verdict.indicator.value}}',
      html: 'none',
      via: 'smtp',
      mailer: 'mailer',
      digest: '',
      wires: [['delivered'], ['given up']],
      ...notify,
    },
    { id: 'catching', type: 'catch', z: 'tab', scope: ['mail'], wires: [['caught']] },
    { id: 'completing', type: 'complete', z: 'tab', scope: ['mail'], wires: [['completed']] },
    ...sinks('delivered', 'given up', 'caught', 'completed'),
  ];
}
