// Shows what Python wrote and escaped; a press on what has a key tells it, and with a modifier a link is followed.
export default function ({ data, parentElement, setTriggerValue }) {
  const box = parentElement.querySelector(".markup") ?? build(parentElement)
  box.tell = (key) => setTriggerValue("pressed", key)
  if (box.written === data) return
  const held = box.contains(document.activeElement) ? document.activeElement.dataset.key : undefined
  box.innerHTML = box.written = data
  // The keyboard stays where it was.
  if (held !== undefined) box.querySelector(`[data-key="${CSS.escape(held)}"]`)?.focus()
}

function build(parent) {
  const box = Object.assign(document.createElement("div"), { className: "markup" })
  box.addEventListener("click", (event) => {
    const pressed = event.target.closest("[data-key]")
    if (!pressed || event.ctrlKey || event.metaKey || event.shiftKey) return
    event.preventDefault()
    box.tell(pressed.dataset.key)
  })
  parent.append(box)
  return box
}
