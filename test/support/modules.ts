import account = require('../../nodes/virustotal-account');
import collect = require('../../nodes/virustotal-collect');
import gate = require('../../nodes/virustotal-gate');
import group = require('../../nodes/virustotal-group');
import lookup = require('../../nodes/virustotal-lookup');
import mailer = require('../../nodes/virustotal-mailer');
import notify = require('../../nodes/virustotal-notify');
import raise = require('../../nodes/virustotal-raise');
import store = require('../../nodes/virustotal-store');
import verdict = require('../../nodes/virustotal-verdict');

/** Every node of this package, to be loaded into a flow. */
export const allNodes = [
  account,
  store,
  group,
  mailer,
  collect,
  lookup,
  verdict,
  gate,
  raise,
  notify,
];
