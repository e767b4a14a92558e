import type { Node, NodeAPI, NodeDef } from 'node-red';
import { printable } from '../../src/text/printable';
import { findMailLanguage } from '../shared/language/mail-language';
import { registerLanguageEndpoint } from './endpoints';

export = function register(RED: NodeAPI): void {
  /** A group only holds its addresses: the notify node that uses it reads and checks them. */
  function createGroup(this: Node, def: NodeDef): void {
    RED.nodes.createNode(this, def);
    Object.assign(this, { group: { ...def } });
    tellUnknownLanguage(this, Reflect.get(def, 'language'));
  }

  registerLanguageEndpoint(RED);
  RED.nodes.registerType('virustotal-group', createGroup);
};

/** Said once, here: many nodes may send mails to a group. */
function tellUnknownLanguage(node: Node, language: unknown): void {
  if (typeof language !== 'string' || language === '' || findMailLanguage(language)) return;
  node.warn(`There are no mails in the language "${printable(language)}": they are in English`);
}
