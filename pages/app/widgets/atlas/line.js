// The months of the zones chosen and those of the commune, each over its own scale, with the month looked at.
import { seriesOf } from "./cube.js"
import { element, fill, mark } from "./dom.js"
import { NBSP, counted, integer } from "./french.js"
import { escaped } from "./picture.js"
import { usual } from "./usual.js"

const [LEFT, RIGHT, TOP, HEIGHT, BELOW] = [46, 12, 26, 116, 24]
const DASHES = ["", "7 4", "2 3", "9 3 2 3"]

export function line(here) {
  const holder = element("div", { className: "months" })
  here.root.append(holder)
  let drawn = ""
  let width = 0

  function paint() {
    const { cube, state, seen } = here
    const chosen = seen.chosen.slice(0, DASHES.length)
    const panels = chosen.length ? [chosen, [seen.whole]] : [[seen.whole]]
    const name = [cube.name, seen.group, width, ...panels.flat()].join()
    if (name !== drawn) {
      drawn = name
      fill(holder, panels.map((zones, i) => panel(here, zones, { width, isFirst: i === 0 })).join(""))
    }
    for (const cursor of holder.querySelectorAll(".cursor")) {
      const x = LEFT + stepWidth(cube, width) * (seen.step + 0.5)
      mark(cursor, "visibility", state.affichage === "mois" ? "visible" : "hidden")
      mark(cursor, "transform", `translate(${x.toFixed(1)} 0)`)
    }
  }

  // A click on a month shows it on the map.
  holder.addEventListener("click", ({ target, clientX }) => {
    const svg = target.closest("svg")
    if (!svg) return
    const step = Math.floor((clientX - svg.getBoundingClientRect().left - LEFT) / stepWidth(here.cube, width))
    if (step >= 0 && step < here.cube.steps.length) here.change({ affichage: "mois", mois: here.cube.steps[step].id })
  })
  new ResizeObserver(([{ contentRect }]) => {
    if (contentRect.width === width) return
    width = contentRect.width
    if (here.seen) here.paint()
  }).observe(holder)

  return { paint }
}

function stepWidth({ steps }, width) {
  return (width - LEFT - RIGHT) / Math.max(1, steps.length)
}

function panel({ cube, question, seen }, zones, { width, isFirst }) {
  if (seen.group < 0 || width < LEFT + RIGHT + 50) return ""
  const { colours, lines } = cube.palette
  const series = zones.map((zone) => seriesOf(cube, seen.group, zone))
  const isByMonth = cube.steps[0]?.id.length > 4
  const band = isFirst && isByMonth ? usual(cube, seen.group, zones[0], question.cuts[zones[0]]) : []
  const highest = Math.max(1, ...series.flat(), ...band.map((limits) => limits?.high ?? 0))
  const top = ceiling(highest)
  const apart = stepWidth(cube, width)
  const x = (step) => (LEFT + apart * (step + 0.5)).toFixed(1)
  const y = (count) => (TOP + HEIGHT * (1 - count / top)).toFixed(1)
  const title = zones.map((zone) => cube.zones[zone].label).join(", ")
  const last = series[0].findLastIndex((count) => count >= 0)
  const said = last < 0 ? cube.texts.noData : `${cube.steps[last].label}${NBSP}: ${counted(series[0][last], cube.nouns)}.`
  return `<svg class="line" width="${width}" height="${TOP + HEIGHT + BELOW}" viewBox="0 0 ${width} ${TOP + HEIGHT + BELOW}" role="img" aria-label="${escaped(`${title}. ${said}`)}">` +
    names(cube, zones) +
    [0, top / 2, top].map((tick) => `<path d="M${LEFT} ${y(tick)}H${width - RIGHT}" stroke="${colours.hairline}"/><text x="${LEFT - 6}" y="${y(tick)}" dy=".35em" text-anchor="end">${integer(tick)}</text>`).join("") +
    years(cube, x) + area(band, x, y, colours.band) +
    series.map((one, i) => `<path d="${strokes(one, x, y)}" fill="none" stroke="${lines[i]}" stroke-width="2" stroke-dasharray="${DASHES[i]}" stroke-linejoin="round"/>${alone(one, x, y, lines[i])}`).join("") +
    `<g class="cursor" visibility="hidden"><path d="M0 ${TOP}v${HEIGHT}" stroke="${colours.brand}" stroke-width="2"/></g></svg>`
}

function names({ zones: known, palette: { lines } }, zones) {
  let left = LEFT
  return zones.map((zone, i) => {
    const { label } = known[zone]
    const text = `<path d="M${left} 11h18" stroke="${lines[i]}" stroke-width="2.5" stroke-dasharray="${DASHES[i]}"/><text x="${left + 23}" y="15">${escaped(label)}</text>`
    left += 40 + label.length * 7
    return text
  }).join("")
}

function years({ steps, palette: { colours } }, x) {
  const every = Math.ceil(steps.length / 12 / 8)
  const marks = [...steps.keys()].filter((i) => steps[i].id.length === 4 || steps[i].id.endsWith("-01"))
  return marks.filter((_, i) => i % every === 0).map((step) =>
    `<path d="M${x(step)} ${TOP + HEIGHT}v4" stroke="${colours.muted}"/><text x="${x(step)}" y="${TOP + HEIGHT + 18}" text-anchor="middle">${steps[step].id.slice(0, 4)}</text>`).join("")
}

// Straight from month to month; broken where a month is withheld or was never delivered.
function strokes(series, x, y) {
  return series.map((count, step) => count < 0 ? "" : `${series[step - 1] >= 0 ? "L" : "M"}${x(step)} ${y(count)}`).join("")
}

function alone(series, x, y, ink) {
  return series.map((count, step) => count >= 0 && !(series[step - 1] >= 0) && !(series[step + 1] >= 0)
    ? `<circle cx="${x(step)}" cy="${y(count)}" r="2.5" fill="${ink}"/>` : "").join("")
}

// A stretch of months at a time: none is drawn over those where it is not known.
function area(band, x, y, colour) {
  const known = [...band.keys()].filter((step) => band[step])
  const stretches = []
  for (const step of known) {
    if (band[step - 1]) stretches.at(-1).push(step)
    else stretches.push([step])
  }
  const drawn = stretches.map((steps) => {
    const over = steps.map((step) => `${x(step)} ${y(band[step].high)}`)
    const under = steps.toReversed().map((step) => `${x(step)} ${y(band[step].low)}`)
    return `M${[...over, ...under].join("L")}Z`
  })
  return drawn.length ? `<path class="band" d="${drawn.join("")}" fill="${colour}"/>` : ""
}

// The round number at or over the highest count, of which half is a round number too.
function ceiling(highest) {
  const power = 10 ** Math.floor(Math.log10(highest))
  return [1, 2, 4, 6, 8, 10].map((step) => step * power).find((one) => one >= Math.max(2, highest)) ?? 2
}
