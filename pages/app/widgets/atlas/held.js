// What this browser holds: cubes and questions, which arrive alone so that each is sent once while choices follow each
// other, and outlines, which it fetches once and for ever.
import { read } from "./cube.js"

const MOST = 24
const NAME = 16
const arrived = new Map()
const outlines = new Map()

export async function hold({ data }) {
  const isCube = data instanceof Uint8Array
  const name = isCube ? new TextDecoder().decode(data.subarray(0, NAME)) : data.name
  if (arrived.get(name)?.isHere) return
  const held = waiting(name)
  held.isHere = true
  held.resolve(isCube ? { name, ...read(await unpacked(data.slice(NAME))) } : data)
  for (const older of [...arrived.keys()].slice(0, -MOST)) arrived.delete(older)
}

// A cube or a question; awaited when it is still on its way. What is asked for again is forgotten last: one cube serves
// many questions.
export function named(name) {
  const held = waiting(name)
  arrived.delete(name)
  arrived.set(name, held)
  return held.promise
}

// The shapes of a level; null when the server no longer has them.
export function outline(address) {
  if (!outlines.has(address)) outlines.set(address, fetch(address).then((answer) => (answer.ok ? answer.json() : null)))
  return outlines.get(address)
}

function unpacked(bytes) {
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"))
  return new Response(stream).arrayBuffer()
}

function waiting(name) {
  if (!arrived.has(name)) {
    const held = {}
    held.promise = new Promise((resolve) => { held.resolve = resolve })
    arrived.set(name, held)
  }
  return arrived.get(name)
}
