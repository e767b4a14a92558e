/** @typedef {import('../../test/support/cluster-demonstration.js').ClusterDemonstration} ClusterDemonstration */

/**
 * What a person has to know who looks at several Node-REDs, the most needed at the end, where a terminal
 * shows it.
 * @param {Pick<ClusterDemonstration, 'inbox' | 'simulator' | 'database' | 'link'> & {
 *   nodeReds: readonly { url: string, pid: number }[], broker: { port: number } }} demonstration
 */
export function welcomeToCluster({ nodeReds, inbox, simulator, broker, database, link }) {
  const editors = nodeReds.map(({ url }, index) => `Node-RED ${index + 1}  ${url}`).join('\n');
  const processes = nodeReds.map(({ pid }, index) => `${pid} of Node-RED ${index + 1}`).join(', ');
  return `
${nodeReds.length} Node-REDs run the same flow. They share one PostgreSQL, and so one quota, one memory of answers and
one memory of what was raised.

${editors}
Inbox       ${inbox.url}
VirusTotal  ${simulator.url} (a stand-in: nothing leaves this machine)
MQTT        mqtt://127.0.0.1:${broker.port}
PostgreSQL  ${database}

Open the ${nodeReds.length} editors side by side, each with its debug sidebar, and press the button of "Three clicks on one
link" in one of them. The broker deals the clicks out: each Node-RED gets one, on
  ${link}
One asks VirusTotal, one alert is raised and one mail arrives in the inbox; the others say "raised
before". Press it again in another editor: it is still one mail.
Then end one Node-RED while you press, and the others go on. Menu > Restart is not enough: kill its process,
${processes}.
Ctrl-C ends all, and removes what the demo has kept.
`;
}
