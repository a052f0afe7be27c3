// Shows a table that Python wrote; a press on the link of a row tells its key, and with a modifier follows the link.
export default function ({ data, parentElement, setTriggerValue }) {
  const box = parentElement.querySelector(".tableau") ?? parentElement.appendChild(document.createElement("div"))
  box.className = "tableau"
  if (box.written !== data) box.innerHTML = box.written = data
  box.onclick = (event) => {
    const link = event.target.closest("a[data-key]")
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return
    event.preventDefault()
    setTriggerValue("pressed", link.dataset.key)
  }
}
