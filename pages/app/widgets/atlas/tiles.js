// The base map that the commune asked for, under the zones: the tiles that the frame needs, and whose they are.
import { shape } from "./dom.js"

const TILE = 256
const WORLD = 2 * 20037508.342789244
const NEAREST = 19

// Fills a group with tiles and returns the name of who made them; nothing where the reader did not ask for them.
export function tiles(ground, { question: { base }, geometry, state }, { width, height, scale, x, y }) {
  const isOn = base && state.couches.includes("fond")
  ground.ownerSVGElement.classList.toggle("on-ground", Boolean(isOn))
  if (!isOn || !width) {
    ground.replaceChildren()
    return ""
  }
  const metresPerPixel = geometry.unit / scale
  const z = Math.min(NEAREST, Math.max(0, Math.round(Math.log2(WORLD / TILE / metresPerPixel))))
  const side = WORLD / 2 ** z
  const [west, , , north] = geometry.box
  const column = (pixel) => Math.floor((west + (pixel - x) * metresPerPixel + WORLD / 2) / side)
  const row = (pixel) => Math.floor((WORLD / 2 - north + (pixel - y) * metresPerPixel) / side)
  const wanted = new Map()
  for (let c = column(0); c <= column(width); c++) {
    for (let r = row(0); r <= row(height); r++) wanted.set(`${z}/${c}/${r}`, [c, r])
  }
  for (const image of Array.from(ground.children)) if (!wanted.delete(image.dataset.tile)) image.remove()
  for (const [tile, [c, r]] of wanted) ground.append(image(base.url, tile, {
    x: (c * side - WORLD / 2 - west) / geometry.unit,
    y: (north - (WORLD / 2 - r * side)) / geometry.unit,
    side: side / geometry.unit,
  }))
  return base.attribution
}

function image(url, tile, { x, y, side }) {
  const [z, c, r] = tile.split("/")
  const href = url.replace("{z}", z).replace("{x}", c).replace("{y}", r)
  return shape("image", { "data-tile": tile, x, y, width: side, height: side, href })
}
