import { createSteering } from './actions';
import { createAskAll } from './answers';
import { createLive } from './live';
import { createTab } from './tab';
import { createWords } from './words';

const ID = 'virustotal-sidebar';

/** What Node-RED tells editors when there is something new. */
const TOPIC = 'virustotal/sidebar';

RED.plugins.registerPlugin(ID, {
  onadd() {
    offerTab(this);
    // Who was nobody before may see more now.
    RED.events.on('login', () => offerTab(this));
  },
});

/** Adds the tab for whoever may read, once. */
function offerTab(plugin: Translating): void {
  if (RED.sidebar.containsTab(ID) || !RED.user.hasPermission('virustotal.read')) return;
  let now = Date.now();
  const words = createWords(plugin, () => now);
  const hurry = (): void => live.hurry();
  const tab = createTab(plugin, words, createSteering(plugin, words, hurry), hurry);
  const askAll = createAskAll();

  async function ask(): Promise<void> {
    const asked = tab.asked();
    const told = await askAll(asked);
    // Somebody has typed meanwhile: what fits that is on its way.
    if (JSON.stringify(asked) !== JSON.stringify(tab.asked())) return;
    if ('refusal' in told) {
      tab.refuse(told.refusal);
      return;
    }
    now = told.answer.at;
    tab.show(told);
  }

  let isInView = false;
  const live = createLive({
    now: () => performance.now(),
    after(milliseconds, callback) {
      const timer = window.setTimeout(callback, milliseconds);
      return () => window.clearTimeout(timer);
    },
    isShown: () => isInView && !document.hidden,
    ask,
  });
  new IntersectionObserver((entries) => {
    isInView = entries.slice(-1).some(({ isIntersecting }) => isIntersecting);
    live.moved();
  }).observe(tab.element);
  document.addEventListener('visibilitychange', () => live.moved());
  RED.comms.subscribe(TOPIC, () => live.changed());
  const name = words.say('tab.name');
  RED.sidebar.addTab({
    id: ID,
    label: name,
    name,
    iconClass: 'fa fa-shield',
    content: tab.element,
    enableOnEdit: true,
  });
}
