import { isBuiltin } from 'node:module';

/** Whether this Node.js has SQLite built in, as it has from 22.13 on. */
export function sqliteAvailable(): boolean {
  return isBuiltin('node:sqlite');
}

/**
 * Node's own SQLite, loaded when it is needed. Node 22 warns that it is experimental when it is
 * loaded first. That is for whoever chooses it, not for the users of this package: this one warning
 * is kept back.
 */
export function loadSqlite(): typeof import('node:sqlite') {
  const emitWarning: unknown = Reflect.get(process, 'emitWarning');
  process.emitWarning = (): void => undefined;
  try {
    return require('node:sqlite');
  } finally {
    Reflect.set(process, 'emitWarning', emitWarning);
  }
}
