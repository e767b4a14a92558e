import type { ReceivedMail } from '../../src/simulator/inbox/received-mail';
import { linkIn, openPage, pressButton } from './response-page';
import type { WazuhApi } from './wazuh-api';

/**
 * Opens the link in the mail of example 09 and presses the button there. Gives a sentence for each thing
 * that is not as it should be.
 */
export async function findResponseFaults(
  { subject, text }: ReceivedMail,
  nodeRedUrl: string,
  wazuh: WazuhApi,
): Promise<string[]> {
  const link = linkIn(text, nodeRedUrl);
  const page = await openPage(link);
  const early = wazuh.started.length;
  const answer = await pressButton(link, page);
  const [started] = wazuh.started;
  return [
    ...(subject.startsWith('Malicious file on web-02')
      ? []
      : [`The mail's subject is "${subject}"`]),
    ...(early === 0 ? [] : ['Something was done when the page was only opened']),
    ...(started?.agents === '007' ? [] : ['Wazuh was not told to act on the agent']),
    ...(answer.status === 200 ? [] : [`The button was answered with ${answer.status}`]),
  ];
}
