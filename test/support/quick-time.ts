/**
 * The environment of a Node-RED in which time goes by `speed` times as fast for the nodes of this
 * package: what they wait for is waited for, but not as long.
 */
export function quickTime(speed: number): Record<string, string> {
  return {
    NODE_OPTIONS: `--require ${JSON.stringify(require.resolve('./quick-clock'))}`,
    VT_SPEED: String(speed),
  };
}
