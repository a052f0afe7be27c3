// A table whose rows have buttons; every cell is text, never HTML.
const drawn = new WeakMap()

export default function ({ data, parentElement, setTriggerValue }) {
  const written = JSON.stringify(data)
  // Made anew only when it changes: the keyboard stays on its button.
  if (drawn.get(parentElement) === written) return
  drawn.set(parentElement, written)
  const build = (tag, properties, ...children) => {
    const element = Object.assign(document.createElement(tag), properties)
    element.append(...children)
    return element
  }
  const cell = (value, row) => {
    if (typeof value === "string") return build("td", {}, value)
    const [action, label, ariaLabel] = value
    return build("td", {}, build("button", { type: "button", ariaLabel, onclick: () => setTriggerValue("pressed", [row, action]) }, label))
  }
  const head = build("tr", {}, ...data.headers.map((header) => build("th", { scope: "col" }, header)))
  const rows = data.rows.map(([row, cells]) => build("tr", {}, ...cells.map((value) => cell(value, row))))
  const table = build("table", {}, build("thead", {}, head), build("tbody", {}, ...rows))
  const frame = build("div", { className: "listing", tabIndex: 0, role: "region", ariaLabel: data.label }, table)
  parentElement.replaceChildren(frame)
}
