import { announce } from '../../../editor/shared/announce';
import { isShown } from '../../../editor/shared/requests';
import type { DemoIndicator } from '../answers';

/** Lists what the demonstration knows, each to be copied, once somebody chooses it. */
export function createSamples(node: Translating): { show: () => void } {
  const place = $('#virustotal-account-samples');
  let isAsked = false;

  function fill(known: readonly DemoIndicator[]): void {
    if (!isShown(place)) return;
    place.empty().append($('<ul></ul>').append(known.map((each) => rowOf(node, each))));
  }

  return {
    show() {
      if (isAsked) return;
      isAsked = true;
      place.text(node._('samples.asking'));
      $.ajax({ url: 'virustotal/accounts/demo' })
        .done(fill)
        .fail(() => place.text(node._('samples.refused')));
    },
  };
}

const STANDINGS: Readonly<Record<DemoIndicator['standing'], string>> = {
  malicious: 'samples.malicious',
  suspicious: 'samples.suspicious',
  clean: 'samples.clean',
  pending: 'samples.pending',
};

function rowOf(node: Translating, { value, standing, name }: DemoIndicator): JQuery {
  const copy = $('<button type="button" class="red-ui-button red-ui-button-small"></button>')
    .attr('aria-label', node._('samples.copy', { value }))
    .append('<i class="fa fa-clipboard"></i>')
    .on('click', (event) => {
      RED.clipboard.copyText(value, $(event.currentTarget), 'clipboard.copyMessageValue');
      announce(node._('samples.copied', { value }));
    });
  const what = $('<span class="virustotal-account-standing"></span>');
  what.text(node._(STANDINGS[standing]));
  if (name) what.append(' ', $('<code></code>').text(name));
  return $('<li></li>').append(
    copy,
    $('<span class="virustotal-account-sample"></span>').append(
      $('<code class="virustotal-account-value"></code>').text(value).attr('title', value),
      what,
    ),
  );
}
