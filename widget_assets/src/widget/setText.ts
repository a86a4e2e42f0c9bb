/** Changes what a node says; what is the same is not announced again. */
export function setText(node: Node, text: string): void {
  if (node.textContent !== text) node.textContent = text;
}
