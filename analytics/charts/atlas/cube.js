// The counts that a screen holds: read from bytes, summed where sums are allowed. What is withheld is not in them.
export const WITHHELD = -1
export const NO_DATA = -2

export function read(bytes) {
  const length = new DataView(bytes).getUint32(0, true)
  const header = JSON.parse(utf8(new Uint8Array(bytes, 4, length)))
  const Cells = header.wide ? Uint32Array : Uint16Array
  // Copied: a typed array has to start at a multiple of its width.
  return { ...header, cells: new Cells(bytes.slice(4 + length)), sums: new Map() }
}

// Group of categories that a choice of both keeps: the category alone, or all those of the champ d’action.
export function groupOf(cube, { categorie, champ }) {
  const category = cube.categories.findIndex(({ slug }) => slug === categorie)
  const field = cube.champs.findIndex(({ slug }) => slug === champ)
  if (category < 0) return field < 0 ? 0 : 1 + cube.categories.length + field
  return field < 0 || cube.champs[field].members.includes(category) ? 1 + category : -1
}

export function members(cube, group) {
  if (group < 0) return []
  if (group === 0) return cube.categories.keys()
  const category = group - 1
  const { length } = cube.categories
  return category < length ? [category] : cube.champs[category - length].members
}

// Counts of a group, zone after zone and bucket after bucket; a sum with a withheld part is withheld.
export function counts(cube, group) {
  if (!cube.sums.has(group)) cube.sums.set(group, summed(cube, group))
  return cube.sums.get(group)
}

export function total(cube, group, zone, buckets) {
  const all = counts(cube, group)
  const width = cube.buckets.length
  let sum = NO_DATA
  for (const bucket of buckets) {
    const count = all[zone * width + bucket]
    if (count === WITHHELD) return WITHHELD
    if (count >= 0) sum = Math.max(sum, 0) + count
  }
  return sum
}

export function within(cube, [start, end]) {
  return [...cube.buckets.keys()].filter((i) => cube.buckets[i][0] >= start && cube.buckets[i][1] <= end)
}

// What a count says of a zone: its rate and margin, from limits that Python computed for each count. Between two of
// these, far apart only where counts are large, a straight line is right to more digits than are ever shown.
export function figure(cube, zone, count) {
  if (count < 0) return { count, status: count }
  const factor = cube.factors[zone]
  if (factor === null) return { count, status: 0, rate: null }
  return { count, status: 0, rate: count * factor, low: limit(cube.limits, "low", count) * factor, high: limit(cube.limits, "high", count) * factor }
}

// Counts of a zone at each step.
export function seriesOf(cube, group, zone) {
  const start = zone * cube.buckets.length
  return Array.from(counts(cube, group).subarray(start, start + cube.steps.length))
}

function limit(limits, side, count) {
  const { counts } = limits
  let first = 0
  let last = counts.length - 1
  while (first < last) {
    const middle = (first + last) >> 1
    if (counts[middle] < count) first = middle + 1
    else last = middle
  }
  if (counts[first] === count || first === 0) return limits[side][first]
  const share = (count - counts[first - 1]) / (counts[first] - counts[first - 1])
  return limits[side][first - 1] * (1 - share) + limits[side][first] * share
}

function summed(cube, group) {
  const { cells, wide, zones, buckets } = cube
  const withheld = wide ? 0xffffffff : 0xffff
  const absent = withheld - 1
  const size = zones.length * buckets.length
  const sums = new Int32Array(size).fill(NO_DATA)
  for (const category of members(cube, group)) {
    for (let i = 0; i < size; i++) {
      const cell = cells[category * size + i]
      if (cell === withheld) sums[i] = WITHHELD
      else if (cell !== absent && sums[i] !== WITHHELD) sums[i] = Math.max(sums[i], 0) + cell
    }
  }
  return sums
}

// An engine without a browser, which draws maps for documents, has no TextDecoder.
function utf8(bytes) {
  if (typeof TextDecoder !== "undefined") return new TextDecoder().decode(bytes)
  let escaped = ""
  for (const byte of bytes) escaped += "%" + byte.toString(16).padStart(2, "0")
  return decodeURIComponent(escaped)
}
