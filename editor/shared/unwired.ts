/** Says under the fields of the open dialog that an output of the node is wired to nothing. */
export function tellUnwired(node: EditedNode, output: number, sentence: string): void {
  let isWired = false;
  RED.nodes.eachLink(({ source, sourcePort }) => {
    if (source.id === node.id && sourcePort === output) isWired = true;
  });
  if (isWired) return;
  $('<div class="form-tips virustotal-unwired"></div>').text(sentence).appendTo('#dialog-form');
}
