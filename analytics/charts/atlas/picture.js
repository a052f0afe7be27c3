// The map as SVG text: what a screen shows, what is downloaded and printed, and what the server draws for a document.
import { NBSP, integer } from "./french.js"
import { classes, inShort, legend, lens } from "./shown.js"
import { hot, hotKey, hotLines } from "./spots.js"

const TILE = 12
const LINE = 1.2
// Characters that a figure takes at most, so that labels stay where they are from month to month.
const WIDEST = 5

export function escaped(text) {
  return text.replace(/[&<>"]/g, (sign) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" })[sign])
}

// What each zone is painted with, in the order of the cube: an entry of the legend.
export function tints(seen) {
  const entries = [...legend(seen), ...silent(seen)]
  return classes(seen).map((rank) => entries.at(rank))
}

export function fills(seen) {
  return tints(seen).map(({ fill }) => fill)
}

// Legend with the number of zones of each class; with what is not a class, each only where a zone has it.
export function fullLegend(seen) {
  const met = tints(seen)
  return [...legend(seen), ...silent(seen).filter(({ fill }) => met.some((one) => one.fill === fill))]
    .map((entry) => ({ ...entry, n: met.filter(({ fill }) => fill === entry.fill).length }))
}

// What is not a class: their ranks, answers that are too few, NO_DATA then WITHHELD, count from the end.
function silent({ cube: { palette, texts }, state }) {
  const tint = { ground: palette.colours.paper, ink: palette.colours.insufficient_ink }
  return [
    ...(state.affichage === "ressenti" ? [{ label: texts.unsureLabel, fill: palette.unsure, ...tint }] : []),
    { label: state.affichage === "changement" ? texts.notComparedLabel : texts.noDataLabel, fill: palette.noData, ...tint },
    { label: texts.withheldLabel, fill: palette.withheld, ...tint },
  ]
}

// Patterns double the colours whose meaning would be lost without them; `pixel` is the width of a pixel in the user's
// unit, so that they keep their grain at every zoom.
export function patterns({ palette }, pixel) {
  return Object.entries(palette.patterns).map(([name, { ground, ink, mark }]) =>
    `<pattern id="atlas-${name}" width="${TILE}" height="${TILE}" patternUnits="userSpaceOnUse" patternTransform="scale(${pixel})">` +
    `<rect width="${TILE}" height="${TILE}" fill="${ground}"/><path d="${mark}" stroke="${ink}" stroke-width="1.4" fill="none"/></pattern>`
  ).join("")
}

// Limits are white between levels; between words, whose ground may be white too, they have ink.
export function border({ cube: { palette, words }, state: { affichage } }) {
  return palette.colours[affichage in words ? "edge" : "paper"]
}

export function zonePaths(cube, geometry, colours) {
  const rank = new Map(cube.zones.map(({ code }, i) => [code, i]))
  return geometry.zones.map(({ code, path }) =>
    `<path class="zone" id="atlas-zone-${rank.get(code)}" data-code="${escaped(code)}" d="${path}" fill="${colours[rank.get(code)]}" ` +
    `fill-rule="evenodd" stroke-width="1.5" stroke-linejoin="round" vector-effect="non-scaling-stroke"/>`
  ).join("")
}

// Where the name and the figure of zones stand, none over another, the chosen zones first. Where both do not fit, the
// figure stands alone; where it does not, nothing.
export function places(seen, geometry, { scale, size }) {
  const { cube, chosen, state } = seen
  const rank = new Map(cube.zones.map(({ code }, i) => [code, i]))
  const taken = []
  return geometry.zones
    .map(({ code, at: [x, y], room }) => ({ zone: rank.get(code), x, y, room }))
    .sort((a, b) => chosen.includes(b.zone) - chosen.includes(a.zone) || b.room - a.room || a.zone - b.zone)
    .flatMap(({ zone, x, y, room }) => {
      const { label } = cube.zones[zone]
      const figure = state.affichage === "changement" ? inShort(seen, zone).length : WIDEST
      for (const lines of [[label], halves(label), []]) {
        const width = (0.56 * size * Math.max(figure, ...lines.map((line) => line.length))) / scale
        const height = (LINE * size * (lines.length + 1)) / scale
        const box = { left: x - width / 2, right: x + width / 2, top: y - height / 2, bottom: y + height / 2 }
        const isFree = taken.every((other) => box.right < other.left || other.right < box.left || box.bottom < other.top || other.bottom < box.top)
        if (isFree && (chosen.includes(zone) || (width < room * 2.4 && height < room * 2.2))) {
          taken.push(box)
          return [{ zone, x, y, lines }]
        }
      }
      return []
    })
}

// A name in two lines, cut at the space nearest to its middle.
function halves(name) {
  const middle = name.length / 2
  const [cut] = [...name.matchAll(/ /g)].map(({ index }) => index + 1).sort((a, b) => Math.abs(a - middle) - Math.abs(b - middle))
  return cut ? [name.slice(0, cut), name.slice(cut)] : [name]
}

// Each name over its figure, and the chevrons of a rise or a fall beside it.
export function labels(seen, placed, { scale, size }) {
  const all = tints(seen)
  const [line, halo] = [LINE * size, 3].map((pixels) => pixels / scale)
  return placed.map(({ zone, x, y, lines }) => {
    const { ink, ground, chevron } = all[zone]
    const figure = inShort(seen, zone)
    const at = (i) => `x="${x}" y="${rounded(y + (i - lines.length / 2) * line)}" dy="0.35em"`
    const sign = chevron
      ? `<path d="${chevron}" transform="translate(${rounded(x + (0.28 * size * figure.length + 3) / scale)} ${rounded(y + (lines.length / 2) * line - 6 / scale)}) scale(${rounded(1 / scale)})" ` +
        `fill="none" stroke="${ink}" stroke-width="1.6"/>`
      : ""
    return `<text font-size="${rounded(size / scale)}" text-anchor="middle" fill="${ink}" stroke="${ground}" ` +
      `stroke-width="${rounded(halo)}" stroke-linejoin="round" paint-order="stroke">` +
      lines.map((text, i) => `<tspan ${at(i)} font-weight="600">${escaped(text)}</tspan>`).join("") +
      `<tspan class="figure" ${at(lines.length)}>${escaped(figure)}</tspan></text>${sign}`
  }).join("")
}

export function outlines({ cube, chosen: ranks }, geometry) {
  const chosen = ranks.map((zone) => cube.zones[zone].code)
  return geometry.zones.filter(({ code }) => chosen.includes(code)).map(({ path }) =>
    ["paper", "ink"].map((ink, i) =>
      `<path d="${path}" fill="none" stroke="${cube.palette.colours[ink]}" stroke-width="${6 - 3 * i}" stroke-linejoin="round" vector-effect="non-scaling-stroke"/>`
    ).join("")
  ).join("")
}

// Points of the layers that a reader added: actions while they run, places of the commune. One that stands where another
// does is moved aside.
export function marks(seen, geometry, scale) {
  const { colours } = seen.cube.palette
  const [west, , , north] = geometry.box
  const stacked = new Map()
  return marksOf(seen).map(({ layer, label, at: [east, up] }) => {
    const [x, y] = [(east - west) / geometry.unit, (north - up) / geometry.unit]
    const spot = `${Math.round(x)} ${Math.round(y)}`
    const before = stacked.get(spot) ?? 0
    stacked.set(spot, before + 1)
    const form = layer === "actions" ? `<path d="M0-9L9 0 0 9-9 0Z" fill="${colours.action}"` : `<circle r="6" fill="${colours.ink_2}"`
    return `<g transform="translate(${rounded(x + (before * 16) / scale)} ${rounded(y)}) scale(${rounded(1 / scale)})">` +
      `${form} stroke="${colours.paper}" stroke-width="2"/><title>${escaped(label)}</title></g>`
  }).join("")
}

// Marks of the layers shown, at the month or within the period looked at.
export function marksOf({ cube, question, state, step }) {
  const [start, end] = state.affichage === "mois" ? cube.buckets[step] : question.period
  const isThere = ({ period }) => !period || (period[0] < end && start < period[1])
  return cube.marks.filter((mark) => state.couches.includes(mark.layer) && isThere(mark))
}

// A round length of at most 140 pixels, and what it measures on the ground.
export function scaleBar(geometry, scale) {
  const metres = (140 / scale) * geometry.ground
  const power = 10 ** Math.floor(Math.log10(metres))
  const length = [5, 2, 1].map((step) => step * power).find((one) => one <= metres)
  const text = length >= 1000 ? `${integer(length / 1000)}${NBSP}km` : `${integer(length)}${NBSP}m`
  return { pixels: rounded((length / geometry.ground) * scale), text }
}

// Where the grid of a geometry lies in a frame: centred, and magnified by the reader's zoom about the reader's centre.
export function placed(geometry, { width, height }, view) {
  const [across, down] = geometry.size
  const scale = Math.min(width / across, height / down) * 0.96 * view.k
  return { scale, x: width / 2 - view.x * across * scale, y: height / 2 - view.y * down * scale }
}

// Width of the longest of some texts, about: nothing here can measure a font.
function widest(size, ...texts) {
  return 0.53 * size * Math.max(...texts.map((text) => text.length))
}

// A size of letters, smaller where a text would be wider than its room.
function fitting(size, text, room) {
  return rounded(size * Math.min(1, room / widest(size, text)))
}

// The whole picture, with all that it needs to be read alone.
export function picture(cube, geometry, question, state) {
  const [width, top] = [1000, 84]
  const seen = lens(cube, question, state)
  const { colours } = cube.palette
  const under = subtitle(seen)
  const { drawing, bottom } = map(seen, geometry, { width, top, middle: 640 })
  const height = bottom + 48
  return framed(seen, { width, height }, `<text x="20" y="36" font-size="22" font-weight="600">${escaped(question.title)}</text>` +
    `<text x="20" y="64" font-size="${fitting(16, under, width - 40)}">${escaped(under)}</text>` +
    drawing + `<text x="20" y="${height - 20}" font-size="13" fill="${colours.muted}">${escaped(`${question.source} ${question.edited}`)}</text>`)
}

// The map and its legend alone: what stands around says the rest.
export function bare(cube, geometry, question, state, [width, middle]) {
  const seen = lens(cube, question, state)
  const { drawing, bottom } = map(seen, geometry, { width, top: 0, middle })
  return framed(seen, { width, height: bottom + 4 }, drawing)
}

function framed({ cube, question }, { width, height }, drawing) {
  const { colours, font } = cube.palette
  return `<svg xmlns="http://www.w3.org/2000/svg" lang="fr" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" ` +
    `font-family="${font}" fill="${colours.ink}" role="img" aria-label="${escaped(question.title)}">` +
    `<rect width="${width}" height="${height}" fill="${colours.paper}"/>${drawing}</svg>`
}

// Zones in a frame, the scale, the legend and the key of hot spots, from `top` to `bottom`.
function map(seen, geometry, { width, top, middle }) {
  const { cube, state } = seen
  const entries = fullLegend(seen)
  const { scale, x, y } = placed(geometry, { width, height: middle }, state.vue)
  const { colours } = cube.palette
  const bar = scaleBar(geometry, scale)
  const columns = Math.max(1, Math.min(4, Math.floor((width - 40) / (46 + widest(14, ...entries.map(({ label }) => label))))))
  const rows = Math.ceil(entries.length / columns)
  const spots = hot(seen)
  const bottom = top + middle + 56 + rows * 26
  const spotsKey = spots
    ? (spots.zones.length ? hotKey(cube, 20, bottom) : "") +
      `<text x="${spots.zones.length ? 54 : 20}" y="${bottom + 13}" font-size="${fitting(13, spots.sentence, width - 74)}">${escaped(spots.sentence)}</text>`
    : ""
  const key = entries.map(({ label, fill, ink, ground, n }, i) => {
    const [left, line] = [20 + (i % columns) * ((width - 40) / columns), top + middle + 56 + Math.floor(i / columns) * 26]
    return `<rect x="${left}" y="${line}" width="26" height="16" fill="${legendFill(fill)}" stroke="${colours.muted}"/>` +
      `<text x="${left + 13}" y="${line + 12}" font-size="12" text-anchor="middle" fill="${ink}" stroke="${ground}" stroke-width="3" paint-order="stroke">${n}</text>` +
      `<text x="${left + 34}" y="${line + 13}" font-size="14">${escaped(label)}</text>`
  }).join("")
  const drawing =
    `<defs>${patterns(cube, rounded(1 / scale))}${legendPatterns(cube)}<clipPath id="atlas-frame"><rect y="${top}" width="${width}" height="${middle}"/></clipPath></defs>` +
    `<g clip-path="url(#atlas-frame)"><g transform="translate(${rounded(x)} ${rounded(y + top)}) scale(${rounded(scale)})">` +
    still(`<g stroke="${border(seen)}">${zonePaths(cube, geometry, fills(seen))}</g>` + hotLines(seen, geometry) + outlines(seen, geometry), scale) + marks(seen, geometry, scale) +
    labels(seen, places(seen, geometry, { scale, size: 13 }), { scale, size: 13 }) + "</g></g>" +
    `<path d="M20 ${top + middle + 24}v6h${bar.pixels}v-6" fill="none" stroke="${colours.ink}" stroke-width="1.5"/>` +
    `<text x="${24 + bar.pixels + 6}" y="${top + middle + 32}" font-size="14">${escaped(bar.text)}</text>` + key + spotsKey
  return { drawing, bottom: bottom + (spots ? 26 : 0) }
}

// Lines that no zoom widens, for readers of SVG that know none: nothing zooms in a picture.
function still(drawing, scale) {
  return drawing.replace(/stroke-width="([\d.]+)"([^>]*) vector-effect="non-scaling-stroke"/g, (_, width, between) =>
    `stroke-width="${rounded(width / scale)}"${between}`)
}

// What is shown, in words: it stands over the map and over the legend.
export function subtitle({ cube, question, state, step }) {
  const { texts, unit, steps } = cube
  if (state.affichage === "ressenti") return question.felt.title
  const chosen = [cube.champs, cube.categories].map((list, i) => list.find(({ slug }) => slug === [state.champ, state.categorie][i])?.label)
  const what = {
    changement: `${texts.compared.changement}${NBSP}: ${question.labels.comparison}`,
    ecart: `${texts.compared.ecart}, ${question.labels.period}`,
    mois: `${texts.measures[state.mesure]}, ${steps[step]?.label}`,
    periode: `${texts.measures[state.mesure]}, ${question.labels.period}`,
  }[state.affichage]
  const ofRate = state.affichage !== "changement" && state.mesure === "taux" ? `${unit}` : ""
  return [what, ofRate, ...chosen].filter(Boolean).join(" · ")
}

// In the legend, patterns are drawn in pixels, not in units of the grid.
function legendFill(fill) {
  return fill.replace("#atlas-", "#atlas-key-")
}

function legendPatterns(cube) {
  return patterns(cube, 1).replaceAll('id="atlas-', 'id="atlas-key-')
}

function rounded(value) {
  return Number(value.toPrecision(6))
}
