// Shows tiles, made by Python and escaped there; a button of one tells the server which zone it names.
export default function ({ data, parentElement, setTriggerValue }) {
  const list = parentElement.querySelector(".tiles") ?? build(parentElement)
  const held = list.contains(document.activeElement) ? document.activeElement.dataset.zone : null
  list.parentElement.ariaLabel = data.alt
  list.innerHTML = data.markup
  list.onclick = ({ target }) => {
    const button = target.closest("[data-zone]")
    if (button) setTriggerValue("zone", button.dataset.zone)
  }
  // The keyboard stays where it was.
  if (held) list.querySelector(`[data-zone="${CSS.escape(held)}"]`)?.focus()
}

function build(parent) {
  const figure = Object.assign(document.createElement("div"), { role: "figure" })
  const list = Object.assign(document.createElement("ul"), { className: "tiles" })
  figure.append(list)
  parent.append(figure)
  return list
}
