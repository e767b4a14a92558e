import type { ReceivedMail } from '../../src/simulator/inbox/received-mail';
import type { Simulator } from '../../src/simulator/virustotal';

/** What the examples look up when their button is pressed: a file, opened on a computer. */
export const click = {
  file: 'textfile.exe',
  sha256: '52d3df0ed60c46f336c131bf2ca454f73bafdc4b04dfa2aea80746f5ba9e6d1c',
  computer: '2009-EMEA-006',
};

interface FileReport {
  last_analysis_stats: Record<string, number>;
  last_analysis_results: Record<string, { category: string; result: string | null }>;
}

/**
 * The lines that the text of the alert must hold, in this order, with the numbers and labels that
 * the stand-in itself reports about the file.
 */
export function expectedLines(simulator: Simulator, apiKey: string): string[] {
  const report = reportOf(simulator, apiKey);
  const { positives, total } = countOf(report);
  const [firstDetection, ...detections] = Object.entries(report.last_analysis_results)
    .filter(([, { category }]) => category === 'malicious' || category === 'suspicious')
    .map(([engine, { result }]) => `${engine} -> ${result}`);
  return [
    `Threat detected: ${click.file} ${click.sha256} (${click.computer}).`,
    `Virustotal count: ${positives} / ${total}`,
    `VirusTotal result: ${firstDetection}`,
    ...detections,
  ];
}

/** How many engines flag the file, of how many, as the stand-in reports it. */
export function expectedCount(simulator: Simulator, apiKey: string): string {
  const { positives, total } = countOf(reportOf(simulator, apiKey));
  return `${positives} / ${total}`;
}

function countOf(report: FileReport): { positives: number; total: number } {
  const count = (category: string): number => report.last_analysis_stats[category] ?? 0;
  const positives = count('malicious') + count('suspicious');
  return { positives, total: positives + count('harmless') + count('undetected') };
}

/** Gives a sentence for each thing that the mail of example 01 lacks; none when all is there. */
export function findFaults(mail: ReceivedMail, simulator: Simulator, apiKey: string): string[] {
  const lines = mail.text.split(/\r?\n/);
  const missing = expectedLines(simulator, apiKey).filter((line) => !lines.includes(line));
  return [
    ...(mail.subject === 'Threat detected' ? [] : [`The mail's subject is "${mail.subject}"`]),
    ...missing.map((line) => `The mail has no line "${line}"`),
  ];
}

function reportOf(simulator: Simulator, apiKey: string): FileReport {
  const { status, body } = simulator.answer({
    method: 'GET',
    path: `/api/v3/files/${click.sha256}`,
    query: {},
    headers: { 'x-apikey': apiKey },
  });
  if (status !== 200) throw new Error(`The stand-in answers ${status}: ${body}`);
  const { data }: { data: { attributes: FileReport } } = JSON.parse(body);
  return data.attributes;
}
