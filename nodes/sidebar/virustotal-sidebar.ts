import type { NodeAPI } from 'node-red';
import { registerSidebarEndpoints } from './endpoints';

export = function register(RED: NodeAPI): void {
  registerSidebarEndpoints(RED);
};
