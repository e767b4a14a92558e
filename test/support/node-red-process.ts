import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, rm, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { currentPair, projectName, projectRoot } from './pair';
import type { Pair } from './pair';
import { processLog } from './process-log';
import type { WaitOptions } from './process-log';
import { readJson } from './read-json';
import { makeTemporaryFolder, removeTemporaryFolder } from './temporary-folder';

export interface NodeRedOptions {
  /** Which Node-RED on which Node.js; the pair under test unless told. */
  pair?: Pair;
  /** A folder of the caller, who also removes it; otherwise a fresh one, removed by `stop`. */
  userDir?: string;
  /** Modules linked into the user directory before the start; see `linkModules`. */
  modules?: readonly string[];
  /** Environment variables on top of this process's own. */
  env?: Readonly<Record<string, string>>;
  /** The flow file to start with. A flow file holds no credentials: deploy those by `api`. */
  flows?: readonly object[];
  /** Settings on top of those every start has; anything that JSON can hold. */
  settings?: Readonly<Record<string, unknown>>;
  /** Port of the editor on 127.0.0.1; a free one unless told. */
  port?: number;
  /** Gets what its nodes tell by `process.send`. */
  onMessage?: (message: unknown) => void;
}

/** What a deploy stops: all, the flows in which something has changed, or the nodes that have. */
export type DeployType = 'full' | 'flows' | 'nodes';

export interface NodeRedProcess {
  /** Address of the editor, with the closing slash. */
  readonly url: string;
  readonly userDir: string;
  readonly pid: number;
  /** All that it has printed so far. */
  log(): string;
  /**
   * Asks the admin API. `body` is sent as JSON, a FormData as a form.
   * Gives the parsed answer, whose type the caller knows; rejects with status and answer when
   * the status is 400 or more.
   */
  api(method: string, path: string, body?: object): Promise<ReturnType<typeof JSON.parse>>;
  /**
   * Deploys flows as the editor does, credentials of a node in its `credentials`, and resolves when
   * they run. All is started anew, unless `type` says that only what has changed is.
   */
  deploy(flows: readonly object[], type?: DeployType): Promise<void>;
  /** Resolves once the log holds the text, at once if it does; rejects when the process ends. */
  waitForLog(text: string | RegExp, options?: WaitOptions): Promise<void>;
  /** Resolves when the process has ended, however that came. */
  readonly ended: Promise<void>;
  /** Has it close its flows and end, then removes the folder that was made for it. */
  stop(): Promise<void>;
  /** Ends it with no chance to tidy up; the folder stays until `stop`. */
  kill(): Promise<void>;
}

/** Node-RED gives its nodes 15 s to close; in milliseconds. */
const patienceWithStop = 20_000;

/**
 * What Node-RED logs when it has started its flows, or cannot for want of a node type, in English or
 * in German.
 */
const flowsRun =
  /Started (modified )?(flows|nodes)|Waiting for missing types|(Flows|Nodes) sind gestartet/;

/** What it logs when its editor answers, and where. */
const editorAnswers = /Server (?:now running at|wird jetzt auf) (\S+)/;

/** Those still running; none may outlive this process, nor write into a folder being removed. */
const running = new Set<ChildProcess>();
process.prependListener('exit', () => running.forEach((child) => child.kill('SIGKILL')));

/**
 * Starts a real Node-RED and resolves when its editor answers and its flows run, or wait for a
 * node type that is not there. Rejects with the whole log when it ends before that.
 */
export async function startNodeRed(options: NodeRedOptions = {}): Promise<NodeRedProcess> {
  const temporary = options.userDir === undefined;
  const userDir = options.userDir ?? makeTemporaryFolder();
  const child = await launch(options, userDir, temporary).catch((error: unknown) => {
    if (temporary) removeTemporaryFolder(userDir);
    throw error;
  });
  const ended = new Promise<void>((resolve) => {
    child.once('close', () => resolve());
  });
  const log = processLog(child);
  if (options.onMessage) child.on('message', options.onMessage);

  running.add(child);
  child.once('close', () => running.delete(child));

  const kill = async (): Promise<void> => {
    child.kill('SIGKILL');
    await ended;
  };

  const stop = async (): Promise<void> => {
    const impatience = setTimeout(() => child.kill('SIGKILL'), patienceWithStop);
    // Node-RED's own way to be told on every platform; Windows knows no SIGTERM.
    if (child.connected) child.send('shutdown', () => {});
    await ended;
    clearTimeout(impatience);
    if (temporary) removeTemporaryFolder(userDir);
  };

  try {
    await log.waitFor(flowsRun);
    await log.waitFor(editorAnswers);
  } catch (error) {
    await kill();
    await stop();
    throw error;
  }

  const url = editorAnswers.exec(log.text())?.[1] ?? '';
  const api: NodeRedProcess['api'] = (method, apiPath, body) =>
    callApi(method, new URL(apiPath, url), body);
  const deploy: NodeRedProcess['deploy'] = async (flows, type = 'full') => {
    const after = log.text().length;
    await callApi('POST', new URL('flows', url), flows, { 'Node-RED-Deployment-Type': type });
    await log.waitFor(flowsRun, { after });
  };

  return {
    url,
    userDir,
    pid: child.pid ?? 0,
    log: log.text,
    api,
    deploy,
    waitForLog: log.waitFor,
    ended,
    stop,
    kill,
  };
}

async function launch(
  { pair = currentPair, modules = [], flows, settings, port = 0, env }: NodeRedOptions,
  userDir: string,
  temporary: boolean,
): Promise<ChildProcess> {
  await linkModules(userDir, modules);
  if (flows) await writeFile(path.join(userDir, 'flows.json'), JSON.stringify(flows));
  const settingsFile = path.join(userDir, 'settings.js');
  await writeFile(
    settingsFile,
    `module.exports = ${JSON.stringify({ ...ownSettings, uiPort: port, ...settings }, null, 2)};\n`,
  );
  return spawn(
    pair.node,
    [
      '--require',
      path.join(__dirname, 'end-with-parent.js'),
      pair.nodeRed,
      '--userDir',
      userDir,
      '--settings',
      settingsFile,
    ],
    {
      cwd: userDir,
      env: {
        ...environmentOfAUser(),
        ...env,
        ...(temporary && { VT_TEMPORARY_FOLDER: userDir }),
      },
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    },
  );
}

const ownSettings = {
  uiHost: '127.0.0.1',
  flowFile: 'flows.json',
  credentialSecret: 'only for trying things',
  // The log is read here: keep it in one language on every machine.
  lang: 'en-US',
  telemetry: { enabled: false, updateNotification: false },
  editorTheme: { tours: false },
};

/**
 * This process's environment without what `npm run` adds to it, as a Node-RED started by hand has
 * it. Whatever proxy is set, what runs on this machine is reached directly.
 */
function environmentOfAUser(): NodeJS.ProcessEnv {
  const addedByNpm = /^(npm_(lifecycle|package|command|config_local_prefix)|INIT_CWD$)/;
  const inherited = Object.entries(process.env).filter(([name]) => !addedByNpm.test(name));
  const direct = [process.env['NO_PROXY'], process.env['no_proxy'], '127.0.0.1'];
  const noProxy = direct.filter(Boolean).join(',');
  return { ...Object.fromEntries(inherited), NO_PROXY: noProxy, no_proxy: noProxy };
}

async function callApi(
  method: string,
  url: URL,
  body: object | undefined,
  headers: Readonly<Record<string, string>> = {},
): Promise<unknown> {
  const response = await fetch(url, {
    method,
    headers: {
      ...headers,
      accept: 'application/json',
      ...(body && !(body instanceof FormData) && { 'content-type': 'application/json' }),
    },
    ...(body && { body: body instanceof FormData ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  if (!response.ok) {
    throw new Error(`${method} ${url.pathname} answers ${response.status}: ${text}`);
  }
  const isJson = response.headers.get('content-type')?.includes('json');
  return isJson ? JSON.parse(text) : text;
}

/**
 * Puts modules into a user directory as links, and lists them in its package.json, by which
 * Node-RED tells what the user installed; what is listed there already stays. A name is one of
 * this project's dependencies or this project itself.
 */
export async function linkModules(userDir: string, names: readonly string[]): Promise<void> {
  if (names.length === 0) return;
  const manifestFile = path.join(userDir, 'package.json');
  const manifest: UserManifest = existsSync(manifestFile)
    ? readJson(manifestFile)
    : { name: 'node-red-project', private: true };
  const dependencies = { ...manifest.dependencies };
  const links = names.map(async (name) => {
    const target =
      name === projectName ? projectRoot : path.join(projectRoot, 'node_modules', name);
    const link = path.join(userDir, 'node_modules', name);
    const { version }: { version: string } = readJson(target, 'package.json');
    dependencies[name] = version;
    await mkdir(path.dirname(link), { recursive: true });
    await rm(link, { force: true });
    await symlink(target, link, 'junction');
  });
  await Promise.all(links);
  await writeFile(manifestFile, JSON.stringify({ ...manifest, dependencies }, null, 2));
}

interface UserManifest {
  name?: string;
  private?: boolean;
  dependencies?: Record<string, string>;
}
