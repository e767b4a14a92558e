import type { NodeAPI } from 'node-red';
import { door } from '../shared/door';
import { respond } from '../shared/endpoint';
import type { SeenNames } from './answers';
import type { NameMemory } from './seen-names';

/**
 * Answers a question of the dialogs in which engines or categories are chosen:
 *
 * - `GET virustotal/names`, for who may `virustotal.read`: those that the demonstration answers with,
 *   and those in the reports that were judged since Node-RED started, see `SeenNames`
 *
 * A failure is `{ code, message }`.
 */
export function registerNamesEndpoint(RED: NodeAPI, memory: NameMemory): void {
  RED.httpAdmin.get('/virustotal/names', ...door(RED, 'virustotal.read'), (_request, response) => {
    void respond(response, async () => ({ status: 200, body: await tell(memory) }));
  });
}

async function tell(memory: NameMemory): Promise<SeenNames> {
  const { engines, categories } = memory.seen();
  const all = new Set([...categories, ...(await demoCategories())]);
  return { engines, categories: [...all].toSorted((one, other) => one.localeCompare(other, 'en')) };
}

/** The categories of the demonstration, which is loaded for this; its engines every page knows. */
async function demoCategories(): Promise<string[]> {
  const { dataset } = await import('../../src/simulator/dataset.js');
  return dataset.flatMap((facts) => ('categories' in facts ? Object.values(facts.categories) : []));
}
