declare module 'node-red-node-test-helper' {
  import type { Node, NodeAPI } from 'node-red';

  /** One call that a spy has seen. */
  interface SpyCall {
    readonly thisValue: unknown;
    readonly args: readonly unknown[];
  }

  interface TestHelper {
    init(runtimePath: string, settings?: object): void;
    settings(settings: object): object;
    startServer(): Promise<void>;
    stopServer(): Promise<void>;
    load(
      nodes: readonly ((RED: NodeAPI) => void)[],
      flow: readonly object[],
      credentials: object,
    ): Promise<void>;
    setFlows(
      flow: readonly object[],
      type: 'full' | 'flows' | 'nodes',
      credentials: object,
    ): Promise<void>;
    unload(): Promise<void>;
    getNode(id: string): Node | null;
    log(): { readonly args: readonly unknown[][] };
  }

  const helper: TestHelper;
  export = helper;
}
