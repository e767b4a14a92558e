/**
 * Loaded into a Node-RED by `--require`. When the process that started it is gone, however it
 * ended, Node-RED ends too and takes the folder with it that was made for it.
 */
import { rmSync } from 'node:fs';

const temporaryFolder = process.env['VT_TEMPORARY_FOLDER'];

process.on('disconnect', () => {
  if (temporaryFolder) rmSync(temporaryFolder, { recursive: true, force: true, maxRetries: 3 });
  process.exit(1);
});
