// What this browser holds: cubes, which arrive alone so that each is sent once while questions follow each other, and
// outlines, which it fetches once and for ever.
import { read } from "./cube.js"

const MOST = 6
const cubes = new Map()
const outlines = new Map()

export async function hold({ data }) {
  const stream = new Blob([data.slice()]).stream().pipeThrough(new DecompressionStream("gzip"))
  const cube = read(await new Response(stream).arrayBuffer())
  waiting(cube.name).resolve(cube)
  for (const name of [...cubes.keys()].slice(0, -MOST)) cubes.delete(name)
}

export function cubeNamed(name) {
  return waiting(name).promise
}

// The shapes of a level; null when the server no longer has them.
export function outline(address) {
  if (!outlines.has(address)) outlines.set(address, fetch(address).then((answer) => (answer.ok ? answer.json() : null)))
  return outlines.get(address)
}

function waiting(name) {
  if (!cubes.has(name)) {
    const held = {}
    held.promise = new Promise((resolve) => { held.resolve = resolve })
    cubes.set(name, held)
  }
  return cubes.get(name)
}
