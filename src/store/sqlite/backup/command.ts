#!/usr/bin/env node
import { homedir } from 'node:os';
import path from 'node:path';
import { asError } from '../../../as-error';
import { sqliteAvailable } from '../load';
import { nameBeside } from '../place/names';
import { writeBackup } from './back-up';

const USAGE = `Makes a backup of a store of the VirusTotal nodes, also while Node-RED runs.

  node-red-virustotal-backup [store] [backup]

  store   the file of the store; without it ~/.node-red/virustotal/state.sqlite
  backup  the file to be made; without it one beside the store, with the time in its name
`;

/** Makes the backup that the command line asks for; returns the exit code. */
function run(args: readonly string[]): number {
  if (args.some((each) => each.startsWith('-')) || args.length > 2) {
    process.stdout.write(USAGE);
    return args.includes('--help') || args.includes('-h') ? 0 : 2;
  }
  if (!sqliteAvailable()) {
    process.stderr.write('A store is read with Node.js 22.13 or later.\n');
    return 1;
  }
  const usual = path.join(homedir(), '.node-red', 'virustotal', 'state.sqlite');
  const file = path.resolve(args[0] ?? usual);
  const target = path.resolve(args[1] ?? nameBeside(file, Date.now(), 'backup'));
  try {
    writeBackup(file, target);
    process.stdout.write(`${target}\n`);
    return 0;
  } catch (error) {
    process.stderr.write(`${asError(error).message}\n`);
    return 1;
  }
}

process.exitCode = run(process.argv.slice(2));
