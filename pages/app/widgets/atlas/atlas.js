// The atlas: map, monthly line and key figures of one question, repainted here at each choice; Python is told afterwards.
import { controls } from "./controls.js"
import { definition } from "./definition.js"
import { figures } from "./figures.js"
import { element, mark } from "./dom.js"
import { named, outline } from "./held.js"
import { lens, sentence } from "./shown.js"
import { line } from "./line.js"
import { map } from "./map.js"
import { subtitle } from "./picture.js"


export { hold } from "./held.js"

// Milliseconds: long enough for the paint to come first, and for a hand that drags to rest.
const TELL_AFTER = 20
const TELL_AFTER_DRAG = 150
const SAY_AFTER = 300
const atlases = new WeakMap()

export default async function ({ data: choice, parentElement, setStateValue }) {
  if (!atlases.has(parentElement)) atlases.set(parentElement, build(parentElement))
  const atlas = atlases.get(parentElement)
  atlas.asked = choice
  const asked = await named(choice.question)
  const [cube, geometry] = await Promise.all([named(asked.cube), asked.outline && outline(asked.outline)])
  // A later choice came while this one waited.
  if (atlas.asked !== choice) return
  atlas.answer({ cube, geometry, question: { ...asked, ...choice }, tell: (state) => setStateValue("state", state) })
}

function build(parent) {
  const root = element("section", { className: "atlas" })
  const here = { root, state: {}, asked: null, sent: 0 }
  const parts = [controls, map, figures, line, definition].map((part) => part(here))
  const live = element("p", { className: "live", role: "status" })
  root.append(live)
  parent.append(root)

  let told, said, due
  here.paint = () => {
    cancelAnimationFrame(due)
    due = undefined
    here.seen = lens(here.cube, here.question, here.state)
    for (const part of parts) part.paint()
    mark(root, "data-ready", "")
  }
  // However fast a drag sends them, changes are painted once a frame; a choice does not wait for the next one.
  here.change = (choice, { dragging = false, silently = false } = {}) => {
    Object.assign(here.state, choice)
    here.sent = Infinity
    if (dragging) due ??= requestAnimationFrame(here.paint)
    else here.paint()
    clearTimeout(told)
    told = setTimeout(tell, dragging ? TELL_AFTER_DRAG : TELL_AFTER)
    if (!silently) announce()
  }
  // What only the server has: the atlas stays as it is until the answer.
  here.ask = (choice) => {
    Object.assign(here.state, choice)
    mark(root, "aria-busy", true)
    tell()
  }
  function tell() {
    clearTimeout(told)
    here.sent = Date.now()
    here.tell({ ...here.state, sent: here.sent })
  }

  function announce() {
    clearTimeout(said)
    said = setTimeout(() => {
      if (due) here.paint()
      live.textContent = summary(here)
    }, SAY_AFTER)
  }

  here.answer = ({ cube, geometry, question, tell }) => {
    Object.assign(here, { cube, geometry, question, tell })
    mark(root, "class", ["atlas", question.large && "large", !geometry && "no-map"].filter(Boolean).join(" "))
    mark(root, "data-parts", question.parts)
    // What the reader did since Python was last told wins over its echo.
    if (question.sent >= here.sent) {
      Object.assign(here.state, question.state)
      if (root.ariaBusy === "true") announce()
      mark(root, "aria-busy", false)
    }
    here.paint()
  }
  return here
}

function summary({ cube, seen }) {
  const said = (seen.chosen.length ? seen.chosen : [seen.whole]).map((zone) => `${cube.zones[zone].label}\u00a0: ${sentence(seen, zone)}`)
  return [`${subtitle(seen)}.`, ...said].join(" ")
}
