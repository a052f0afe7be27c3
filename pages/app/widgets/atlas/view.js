// What a reader sees of the map: pan, zoom by wheel, pinch, buttons and keys; never beyond the whole commune.
const FARTHEST = 1
const NEAREST = 40
const STEP = 1.6
const IS_DRAG = 5

export const WHOLE = { x: 0.5, y: 0.5, k: 1 }

// `placing()` gives the frame {width, height} and the grid {scale, x, y}; `moved(view)` is told each new view.
export function view(surface, { current, placing, moved, tapped }) {
  const pointers = new Map()
  let began = null

  surface.addEventListener("wheel", (event) => {
    // At its farthest the map lets the page scroll.
    if (event.deltaY > 0 && current().k === FARTHEST) return
    event.preventDefault()
    zoom(Math.exp(-event.deltaY / 400), at(event))
  }, { passive: false })

  surface.addEventListener("pointerdown", (event) => {
    if (event.button > 0) return
    pointers.set(event.pointerId, at(event))
    began ??= { ...at(event), dragged: false }
  })
  surface.addEventListener("pointermove", (event) => {
    if (!pointers.has(event.pointerId)) return
    const before = pointers.get(event.pointerId)
    const now = at(event)
    if (Math.hypot(now.x - began.x, now.y - began.y) > IS_DRAG && !began.dragged) {
      began.dragged = true
      // From here on the pointer belongs to the map, even beyond its edge.
      surface.setPointerCapture(event.pointerId)
    }
    if (pointers.size === 2) pinch(event.pointerId, before, now)
    else if (began.dragged) shift(now.x - before.x, now.y - before.y)
    pointers.set(event.pointerId, now)
  })
  for (const ending of ["pointerup", "pointercancel"]) {
    surface.addEventListener(ending, (event) => {
      if (!pointers.delete(event.pointerId) || pointers.size) return
      if (ending === "pointerup" && !began.dragged) tapped(event)
      began = null
    })
  }

  function pinch(id, before, now) {
    const [other] = [...pointers].filter(([pointer]) => pointer !== id).map(([, point]) => point)
    const apart = (point) => Math.hypot(point.x - other.x, point.y - other.y)
    began.dragged = true
    zoom(apart(now) / Math.max(1, apart(before)), { x: (now.x + other.x) / 2, y: (now.y + other.y) / 2 })
  }

  function at({ clientX, clientY }) {
    const { left, top } = surface.getBoundingClientRect()
    return { x: clientX - left, y: clientY - top }
  }

  function shift(dx, dy) {
    const { scale, size } = placing()
    const { x, y, k } = current()
    moved(kept({ x: x - dx / scale / size[0], y: y - dy / scale / size[1], k }))
  }

  // Zooms about a point of the frame, the centre by default.
  function zoom(factor, point) {
    const { x, y, k } = current()
    const { width, height, scale, size } = placing()
    const next = Math.min(NEAREST, Math.max(FARTHEST, k * factor))
    const away = { x: (point?.x ?? width / 2) - width / 2, y: (point?.y ?? height / 2) - height / 2 }
    const gain = (1 / scale) * (1 - k / next)
    moved(kept({ x: x + (away.x * gain) / size[0], y: y + (away.y * gain) / size[1], k: next }))
  }

  return { zoomIn: () => zoom(STEP), zoomOut: () => zoom(1 / STEP), whole: () => moved(WHOLE), shift, kept }
}

// The centre stays over the commune, and stands in its middle when all of it is seen.
export function kept({ x, y, k }) {
  const slack = 0.5 - 0.5 / k
  const within = (value) => Math.min(0.5 + slack, Math.max(0.5 - slack, value))
  return { x: round(within(x)), y: round(within(y)), k: round(k) }
}

function round(value) {
  return Number(value.toFixed(4))
}
