// The map on screen: zones, layers, choice and focus, and the card of a zone.
import { element, fill, mark, shape, write } from "./dom.js"
import { outline } from "./held.js"
import { border, escaped, fills, fullLegend, labels, marks, outlines, patterns, placed, places, scaleBar, subtitle, zonePaths } from "./picture.js"
import { sentence } from "./shown.js"
import { hot, hotKey, hotLines } from "./spots.js"
import { tiles } from "./tiles.js"
import { WHOLE, kept, view } from "./view.js"

const NAMES_AFTER = 250
const DIRECTIONS = { ArrowLeft: 0, ArrowUp: 1, ArrowRight: 2, ArrowDown: 3 }

export function map(here) {
  const svg = shape("svg", { class: "map", tabindex: 0, role: "listbox", "aria-multiselectable": true })
  const defs = shape("defs")
  // Nothing may stand between a listbox and its options but what has no role.
  const move = shape("g", { role: "presentation" })
  const layers = Object.fromEntries(
    ["ground", "zones", "hot", "limits", "chosen", "marks", "focus", "names"].map((name) => [name, shape("g", { class: name })]))
  mark(layers.zones, "role", "presentation")
  for (const name of ["ground", "hot", "limits", "chosen", "marks", "focus", "names"]) mark(layers[name], "aria-hidden", true)
  move.append(...Object.values(layers))
  svg.append(defs, move)
  const card = element("div", { className: "card", hidden: true })
  const bar = element("div", { className: "scale" }, element("span"), element("span"))
  const credit = element("small", { className: "credit" })
  const buttons = element("div", { className: "zoom" })
  const key = element("ul", { className: "legend" })
  const frame = element("figure", { className: "frame" }, svg, card, bar, credit, buttons)
  const title = element("p", { className: "subtitle" })
  const spots = element("p", { className: "spots" })
  here.root.append(element("div", { className: "geography" }, title, element("div", { className: "drawing" }, frame, key), spots))

  let size = { width: 0, height: 0 }
  let place = { scale: 1, x: 0, y: 0 }
  let drawn = {}
  let painted = []
  let paths = []
  let focused = -1
  let named
  const camera = view(svg, {
    current: () => here.state.vue,
    placing: () => ({ ...size, ...place, size: here.geometry.size }),
    moved: (vue) => here.change({ vue }, { dragging: true, silently: true }),
    tapped: (event) => {
      const zone = rankOf(event.target)
      if (zone >= 0) choose(zone, event.ctrlKey || event.metaKey || event.shiftKey)
    },
  })

  function build() {
    const { cube, geometry } = here
    drawn = { geometry }
    painted = fills(here.seen)
    fill(layers.zones, zonePaths(cube, geometry, painted))
    paths = []
    for (const path of layers.zones.children) paths[rankOf(path)] = path
    for (const path of paths) mark(path, "role", "option")
    focused = -1
    fill(layers.focus, "")
    mark(svg, "aria-label", cube.texts.map)
    fill(buttons, ["zoomIn", "zoomOut", "whole", "fit"].map((name, i) =>
      `<button type="button" name="${name}" aria-label="${cube.texts[name]}" title="${cube.texts[name]}">${"+−⤢◎"[i]}</button>`).join(""))
  }

  function paint() {
    const { geometry, cube, seen } = here
    if (!geometry) {
      write(credit, here.question.outline ? cube.texts.noZones : "")
      return
    }
    if (!size.width) measure(svg.getBoundingClientRect())
    // Not laid out yet: once it has a size, it is painted.
    if (!size.width) return
    if (drawn.geometry !== geometry) build()
    const filled = fills(seen)
    filled.forEach((colour, zone) => {
      if (painted[zone] !== colour) paths[zone].setAttribute("fill", colour)
    })
    painted = filled
    mark(layers.zones, "stroke", border(seen))
    setPlace()
    write(title, subtitle(seen))
    fill(layers.hot, hotLines(seen, geometry))
    fill(layers.chosen, outlines(seen, geometry))
    paintNames()
    fill(layers.marks, marks(seen, geometry, place.scale))
    paintLimits()
    mark(key, "data-of", here.state.affichage in cube.words ? "words" : "levels")
    fill(key, fullLegend(seen).map(({ label, fill, ink, ground, n }) =>
      `<li><svg width="26" height="16" role="img" aria-label="${n}"><rect width="26" height="16" fill="${fill.replace("#atlas-", "#atlas-key-")}"/>` +
      `<text x="13" y="12" text-anchor="middle" fill="${ink}" stroke="${ground}" stroke-width="3" paint-order="stroke">${n}</text></svg><span>${escaped(label)}</span></li>`).join(""))
    paintSpots()
    write(credit, tiles(layers.ground, here, { ...size, ...place }))
    buttons.querySelector("[name=fit]").toggleAttribute("disabled", !seen.chosen.length)
    if (!card.hidden && focused >= 0) showCard(focused)
    clearTimeout(named)
    named = setTimeout(name, NAMES_AFTER)
  }

  function paintSpots() {
    const found = hot(here.seen)
    const sign = found?.zones.length ? `<svg width="26" height="16" aria-hidden="true">${hotKey(here.cube, 0, 0)}</svg>` : ""
    fill(spots, found ? sign + escaped(found.sentence) : "")
  }

  function setPlace() {
    place = placed(here.geometry, size, here.state.vue)
    mark(move, "transform", `translate(${place.x} ${place.y}) scale(${place.scale})`)
    // The grain of the patterns follows the zoom by steps, so that a smooth zoom does not redraw it at each frame.
    const pixel = 2 ** (Math.round(Math.log2(1 / place.scale) * 4) / 4)
    fill(defs, patterns(here.cube, pixel) + patterns(here.cube, 1).replaceAll('id="atlas-', 'id="atlas-key-'))
    const { pixels, text } = scaleBar(here.geometry, place.scale)
    mark(bar.firstChild, "style", `width:${pixels}px`)
    write(bar.lastChild, text)
    mark(svg, "style", `touch-action:${here.state.vue.k > 1 ? "none" : "pan-y"}`)
  }

  // Labels are placed again only when the zoom, the choice or what they show moves them: it takes long, and a slider
  // paints often.
  function paintNames() {
    const { cube, seen, geometry, question, state } = here
    const drawing = { scale: place.scale, size: question.large ? 20 : 13 }
    // Of a change, both counts say how wide a label is; of months, they are placed once for all.
    const shown = state.affichage === "changement" && [question.name, seen.group]
    const key = [cube.name, place.scale, question.large, shown, ...seen.chosen].join()
    if (drawn.names !== key) {
      drawn.names = key
      drawn.places = places(seen, geometry, drawing)
    }
    fill(layers.names, labels(seen, drawn.places, drawing))
  }

  // Names for those who hear the map: many, and read only once a reader stops.
  function name() {
    for (const [zone, path] of paths.entries()) {
      mark(path, "aria-label", `${here.cube.zones[zone].label}\u00a0: ${sentence(here.seen, zone)}`)
      mark(path, "aria-selected", here.seen.chosen.includes(zone))
    }
  }

  async function paintLimits() {
    const { couches } = here.state
    const shown = here.question.limits.filter(({ level }) => couches.includes(level))
    const outlinesOf = await Promise.all(shown.map(({ outline: address }) => outline(address)))
    fill(layers.limits, outlinesOf.filter(Boolean).map((other) => {
      const ratio = other.unit / here.geometry.unit
      const [left, top] = [other.box[0] - here.geometry.box[0], here.geometry.box[3] - other.box[3]].map((m) => m / here.geometry.unit)
      const all = other.zones.map(({ path }) => path).join("")
      return `<path d="${all}" transform="translate(${left} ${top}) scale(${ratio})" fill="none" stroke="${here.cube.palette.colours.ink}" ` +
        'stroke-width="2" stroke-dasharray="7 4" vector-effect="non-scaling-stroke"/>'
    }).join(""))
  }

  function choose(zone, added) {
    const { code } = here.cube.zones[zone]
    const { zones } = here.state
    const others = zones.filter((one) => one !== code)
    const isChosen = zones.includes(code)
    here.change({ zones: added ? (isChosen ? others : [...others, code]) : isChosen && zones.length === 1 ? [] : [code] })
  }

  function focus(zone) {
    focused = zone
    mark(svg, "aria-activedescendant", paths[zone].id)
    const ring = paths[zone].getAttribute("d")
    fill(layers.focus, ["paper", "brand"].map((ink, i) =>
      `<path d="${ring}" fill="none" stroke="${here.cube.palette.colours[ink]}" stroke-width="${7 - 3 * i}" vector-effect="non-scaling-stroke"/>`).join(""))
    bringIntoView(zone)
    showCard(zone)
  }

  function leave() {
    focused = -1
    svg.removeAttribute("aria-activedescendant")
    fill(layers.focus, "")
    card.hidden = true
  }

  function bringIntoView(zone) {
    const { x, y } = centreOf(zone)
    if (x < 0 || y < 0 || x > size.width || y > size.height) camera.shift(size.width / 2 - x, size.height / 2 - y)
  }

  function centreOf(zone) {
    const [x, y] = here.geometry.zones.find(({ code }) => code === here.cube.zones[zone].code).at
    return { x: x * place.scale + place.x, y: y * place.scale + place.y }
  }

  function showCard(zone, at = centreOf(zone)) {
    const title = element("strong", {}, here.cube.zones[zone].label)
    card.replaceChildren(title, element("span", {}, sentence(here.seen, zone)))
    card.hidden = false
    const left = Math.min(Math.max(0, at.x + 14), Math.max(0, size.width - card.offsetWidth))
    const below = at.y + 18 + card.offsetHeight < size.height
    card.style.transform = `translate(${left}px, ${below ? at.y + 18 : Math.max(0, at.y - card.offsetHeight - 12)}px)`
  }

  function rankOf(target) {
    return target.classList?.contains("zone") ? Number(target.id.slice("atlas-zone-".length)) : -1
  }

  function fit() {
    const boxes = here.seen.chosen.map((zone) => paths[zone].getBBox())
    const [left, top] = ["x", "y"].map((side) => Math.min(...boxes.map((box) => box[side])))
    const right = Math.max(...boxes.map((box) => box.x + box.width))
    const bottom = Math.max(...boxes.map((box) => box.y + box.height))
    const [across, down] = here.geometry.size
    const whole = placed(here.geometry, size, WHOLE).scale
    const k = Math.min(12, Math.max(1, 0.8 * Math.min(size.width / (right - left), size.height / (bottom - top)) / whole))
    here.change({ vue: kept({ x: (left + right) / 2 / across, y: (top + bottom) / 2 / down, k }) }, { dragging: true, silently: true })
  }

  svg.addEventListener("keydown", (event) => {
    if (event.key in DIRECTIONS) {
      const zone = focused < 0 ? first() : follow(DIRECTIONS[event.key])
      if (zone >= 0) focus(zone)
    } else if ((event.key === "Enter" || event.key === " ") && focused >= 0) choose(focused, event.shiftKey)
    else if (event.key === "+" || event.key === "=") camera.zoomIn()
    else if (event.key === "-") camera.zoomOut()
    else if (event.key === "0") camera.whole()
    else if (event.key === "Escape") svg.blur()
    else return
    event.preventDefault()
    event.stopPropagation()
  })
  svg.addEventListener("focus", () => {
    if (svg.matches(":focus-visible")) focus(first())
  })
  svg.addEventListener("blur", leave)
  svg.addEventListener("pointermove", (event) => {
    const zone = rankOf(event.target)
    if (event.pointerType === "touch" || event.buttons) return
    if (zone < 0) card.hidden = true
    else {
      const { left, top } = svg.getBoundingClientRect()
      showCard(zone, { x: event.clientX - left, y: event.clientY - top })
    }
  })
  svg.addEventListener("pointerleave", () => { card.hidden = focused < 0 })
  buttons.addEventListener("click", ({ target }) => ({ ...camera, fit })[target.name]?.())
  new ResizeObserver(([{ contentRect }]) => {
    if (here.seen && measure(contentRect)) here.paint()
  }).observe(svg)

  function measure({ width, height }) {
    if (!width || !height || (width === size.width && height === size.height)) return false
    size = { width, height }
    mark(svg, "viewBox", `0 0 ${width} ${height}`)
    return true
  }

  function first() {
    return here.seen.chosen[0] ?? rankOf(nearest())
  }

  function nearest() {
    const away = ({ at: [x, y] }) => Math.hypot(x * place.scale + place.x - size.width / 2, y * place.scale + place.y - size.height / 2)
    const middle = here.geometry.zones.reduce((best, zone) => (away(zone) < away(best) ? zone : best))
    return paths[here.cube.zones.findIndex(({ code }) => code === middle.code)]
  }

  function follow(direction) {
    const from = here.geometry.zones.find(({ code }) => code === here.cube.zones[focused].code)
    const to = here.geometry.zones[from.to[direction]]
    return to ? here.cube.zones.findIndex(({ code }) => code === to.code) : -1
  }

  return { paint }
}
