import account = require('../../nodes/account/virustotal-account');
import collect = require('../../nodes/collect/virustotal-collect');
import gate = require('../../nodes/gate/virustotal-gate');
import group = require('../../nodes/group/virustotal-group');
import lookup = require('../../nodes/lookup/virustotal-lookup');
import mailer = require('../../nodes/mailer/virustotal-mailer');
import notify = require('../../nodes/notify/virustotal-notify');
import raise = require('../../nodes/raise/virustotal-raise');
import status = require('../../nodes/status/virustotal-status');
import store = require('../../nodes/store/virustotal-store');
import verdict = require('../../nodes/verdict/virustotal-verdict');
import { speaking } from './texts';

/** Every node of this package, to be loaded into a flow. */
export const allNodes = [
  speaking(account, 'account'),
  speaking(store, 'store'),
  speaking(group, 'group'),
  speaking(mailer, 'mailer'),
  speaking(collect, 'collect'),
  speaking(lookup, 'lookup'),
  speaking(verdict, 'verdict'),
  speaking(gate, 'gate'),
  speaking(raise, 'raise'),
  speaking(notify, 'notify'),
  speaking(status, 'status'),
];
