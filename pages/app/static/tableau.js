// Shows a table that Python wrote; a press on what has a key tells it, and with a modifier a link is followed.
export default function ({ data, parentElement, setTriggerValue }) {
  const box = parentElement.querySelector(".tableau") ?? parentElement.appendChild(document.createElement("div"))
  box.className = "tableau"
  if (box.written !== data) box.innerHTML = box.written = data
  box.onclick = (event) => {
    const pressed = event.target.closest("[data-key]")
    if (!pressed || event.ctrlKey || event.metaKey || event.shiftKey) return
    event.preventDefault()
    setTriggerValue("pressed", pressed.dataset.key)
  }
}
