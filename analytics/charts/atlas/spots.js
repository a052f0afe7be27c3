// Hot spots: where high rates gather two years running. A line around them leaves the fill its meaning.
const SHOWN = ["periode", "ecart"]
// Two lines, unlike the one of a chosen zone and the dashes of other limits; from the outermost inwards, each over the last.
const LINES = [["paper", 14], ["ink", 12], ["paper", 8], ["ink", 4]]

// What Python found for the choice on screen; undefined until it has answered, and where hot spots mean nothing.
export function hot({ question, state }) {
  const found = question.hot
  const isOfChoice = found && SHOWN.includes(state.affichage) &&
    ["categorie", "champ"].every((menu) => (found[menu] ?? "") === (state[menu] ?? ""))
  return isOfChoice ? found : undefined
}

export function isHot(seen, zone) {
  return hot(seen)?.zones.includes(seen.cube.zones[zone].code) ?? false
}

// One line around zones that touch: what would fall within any of them is masked.
export function hotLines(seen, { zones, size: [across, down] }) {
  const found = hot(seen)
  if (!found?.zones.length) return ""
  const shape = zones.filter(({ code }) => found.zones.includes(code)).map(({ path }) => path).join("")
  const frame = `x="${-across}" y="${-down}" width="${3 * across}" height="${3 * down}"`
  return `<mask id="atlas-hot" maskUnits="userSpaceOnUse" ${frame}><rect ${frame} fill="white"/>` +
    `<path d="${shape}" fill-rule="evenodd" stroke="black" stroke-width="1" vector-effect="non-scaling-stroke"/></mask><g mask="url(#atlas-hot)">` +
    LINES.map(([ink, width]) =>
      `<path d="${shape}" fill="none" stroke="${seen.cube.palette.colours[ink]}" stroke-width="${width}" stroke-linejoin="round" vector-effect="non-scaling-stroke"/>`
    ).join("") + "</g>"
}

// The sign of a hot spot in a legend, as large as the square of a class.
export function hotKey({ palette: { colours } }, left, top) {
  return [[1, 26, 16], [5, 18, 8]].map(([inset, width, height]) =>
    `<rect class="hot" x="${left + inset}" y="${top + inset}" width="${width - 2}" height="${height - 2}" fill="none" stroke="${colours.ink}" stroke-width="2"/>`
  ).join("")
}
