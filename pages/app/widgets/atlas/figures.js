// Key figures of the zones chosen, or of the commune: how many, which rate, what changed; and what layers add.
import { element, fill } from "./dom.js"
import { NBSP, integer } from "./french.js"
import { escaped, marksOf } from "./picture.js"
import { changeSentence, figureOf, figureSentence } from "./shown.js"

const MOST = 4

export function figures(here) {
  const cards = element("div", { className: "figures" })
  const added = element("div", { className: "added" })
  here.root.append(cards, added)

  function paint() {
    const { seen } = here
    const shown = seen.chosen.length ? seen.chosen.slice(0, MOST) : [seen.whole]
    fill(cards, shown.map((zone) => cardOf(seen, zone)).join(""))
    fill(added, ["actions", "lieux"].map((layer) => listOf(seen, layer)).join(""))
  }

  return { paint }
}

// What the map marks with a sign is written too.
function listOf(seen, layer) {
  const labels = [...new Set(marksOf(seen).filter((one) => one.layer === layer).map(({ label }) => escaped(label)))]
  return labels.length ? `<p class="${layer}">${seen.cube.texts.layerNames[layer]}${NBSP}: ${labels.join(" · ")}.</p>` : ""
}

function cardOf(seen, zone) {
  const { cube: { zones, texts } } = seen
  const found = figureOf(seen, zone)
  const [number, words] = found.count < 0
    ? ["–", found.count === -1 ? texts.withheld : texts.noData]
    : [integer(found.count), figureSentence(seen, found)]
  return `<article><h2>${escaped(zones[zone].label)}</h2><strong>${number}</strong><p>${escaped(words)}</p><p>${escaped(changeSentence(seen, zone))}</p></article>`
}
