// What the indicator counts, and what it does not say; closed until asked for.
import { element, fill } from "./dom.js"
import { escaped } from "./picture.js"

export function definition(here) {
  const sheet = element("details", { className: "definition" })
  here.root.append(sheet)

  function paint() {
    const { label, definition, caveats, texts } = here.cube
    const limits = caveats.map((caveat) => `<li>${escaped(caveat)}</li>`).join("")
    fill(sheet, `<summary>${texts.definition}</summary><div><p><b>${escaped(label)}.</b> ${escaped(definition)}</p><ul>${limits}</ul></div>`)
  }

  return { paint }
}
