/** Says under the fields of the open dialog that an output of the node is wired to nothing. */
export function tellUnwired(node: EditedNode, output: number, sentence: string): void {
  if (nodesAfter(node.id, output).length > 0) return;
  // A row of the form, so that what fills the rest of the dialog leaves room for it.
  const tip = $('<div class="form-tips virustotal-unwired"></div>').text(sentence);
  $('<div class="form-row"></div>').append(tip).appendTo('#dialog-form .virustotal-form');
}

/** The nodes to which an output leads, by way of junctions or at once, without those disabled. */
export function nodesAfter(id: string, output: number): SomeNode[] {
  const seen = new Set<string>();
  const found: SomeNode[] = [];
  const pending = targetsOf(id, output);
  for (const target of pending) {
    if (seen.has(target.id) || target.d === true) continue;
    seen.add(target.id);
    if (target.type === 'junction') pending.push(...targetsOf(target.id, 0));
    else found.push(target);
  }
  return found;
}

function targetsOf(id: string, output: number): SomeNode[] {
  const targets: SomeNode[] = [];
  RED.nodes.eachLink(({ source, sourcePort, target }) => {
    if (source.id === id && sourcePort === output) targets.push(target);
  });
  return targets;
}
