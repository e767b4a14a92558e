/** @typedef {import('../../test/support/demonstration.js').Demonstration} Demonstration */

/**
 * What a person has to know who looks at the demonstration, the most needed at the end, where a
 * terminal shows it.
 * @param {Pick<Demonstration, 'nodeRed' | 'inbox' | 'simulator' | 'examples' | 'apiKey' | 'environment' | 'known'>} demonstration
 */
export function welcome({ nodeRed, inbox, simulator, examples, apiKey, environment, known }) {
  const variables = Object.entries(environment);
  const data = known.map(({ type, standing, value, name }) => [
    standing,
    type,
    name === undefined ? value : `${value}  ${name}`,
  ]);
  return `
What the stand-in for VirusTotal knows, to be looked up; all else is unknown to it:
${table(data)}

The variables that this Node-RED knows; the examples read them:
${table(variables)}

Node-RED    ${nodeRed.url}
Inbox       ${inbox.url}
VirusTotal  ${simulator.url} (the stand-in: nothing leaves this machine)
Key         ${apiKey}

Open Node-RED, choose a tab and press the button at the left of its inject node:
${examples.map(({ name }) => `  ${name}`).join('\n')}
The mails appear in the inbox, the output of debug nodes in the debug sidebar. What is posted to a
chat is taken by a stand-in: "Delivered" shows it.

In a flow of your own, give the account the address of the stand-in as Base URL, and the key;
give the mail server the host and the port above, and no encryption.
Ctrl-C ends all.
`;
}

/**
 * Lines with columns of equal width.
 * @param {readonly (readonly string[])[]} rows
 */
function table(rows) {
  /** @param {number} column */
  const widthOf = (column) => Math.max(...rows.map((row) => row[column]?.length ?? 0));
  return rows
    .map((row) =>
      `  ${row.map((cell, column) => cell.padEnd(widthOf(column))).join('  ')}`.trimEnd(),
    )
    .join('\n');
}
