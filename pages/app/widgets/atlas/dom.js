// Elements made and changed in one line each; a text that stays the same is left alone, so that nothing is painted again.
const SVG = "http://www.w3.org/2000/svg"

export function element(name, properties = {}, ...children) {
  const { dataset, ...rest } = properties
  const made = Object.assign(document.createElement(name), rest)
  Object.assign(made.dataset, dataset)
  made.append(...children)
  return made
}

export function shape(name, attributes = {}) {
  const made = document.createElementNS(SVG, name)
  for (const [attribute, value] of Object.entries(attributes)) made.setAttribute(attribute, value)
  return made
}

export function write(node, text) {
  if (node.textContent !== text) node.textContent = text
}

export function mark(node, attribute, value) {
  if (node.getAttribute(attribute) !== String(value)) node.setAttribute(attribute, value)
}

export function hide(node, isHidden) {
  if (node.hidden !== isHidden) node.hidden = isHidden
}

// Puts markup in a node, unless it is what the node was last given.
const given = new WeakMap()
export function fill(node, markup) {
  if (given.get(node) === markup) return false
  given.set(node, markup)
  node.innerHTML = markup
  return true
}
