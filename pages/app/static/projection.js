// In projection, the left and right arrows follow the links to the previous and the next screen.
document.addEventListener("keydown", (event) => {
  const [previous, next] = document.querySelectorAll(".st-key-projection-bar a")
  const link = { ArrowLeft: previous, ArrowRight: next, PageUp: previous, PageDown: next }[event.key]
  // A slider, a list or a text box keeps its own arrows.
  if (link && !event.target.closest("input, textarea, select, [role=slider], [role=listbox], [role=combobox]")) link.click()
})
