// Key figures of the zones chosen, or of the commune: how many, which rate, what changed.
import { element, fill, write } from "./dom.js"
import { integer } from "./french.js"
import { escaped, marksOf } from "./picture.js"
import { changeSentence, figureOf, figureSentence } from "./shown.js"

const MOST = 4

export function figures(here) {
  const cards = element("div", { className: "figures" })
  const running = element("p", { className: "running" })
  here.root.append(cards, running)

  function paint() {
    const { seen } = here
    const shown = seen.chosen.length ? seen.chosen.slice(0, MOST) : [seen.whole]
    fill(cards, shown.map((zone) => cardOf(seen, zone)).join(""))
    const actions = marksOf(seen).filter(({ layer }) => layer === "actions")
    write(running, [...new Set(actions.map(({ label }) => label))].join(" · "))
  }

  return { paint }
}

function cardOf(seen, zone) {
  const { cube: { zones, texts } } = seen
  const found = figureOf(seen, zone)
  const [number, words] = found.count < 0
    ? ["–", found.count === -1 ? texts.withheld : texts.noData]
    : [integer(found.count), figureSentence(seen, found)]
  return `<article><h3>${escaped(zones[zone].label)}</h3><strong>${number}</strong><p>${escaped(words)}</p><p>${escaped(changeSentence(seen, zone))}</p></article>`
}
