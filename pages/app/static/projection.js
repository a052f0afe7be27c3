// A projected page: its keys, and the size of its letters.
const root = document.documentElement
const bar = () => document.querySelector(".st-key-projection-bar")
// What turns pages, in the room's window and in the one where its presenter reads notes.
const button = (name) => document.querySelector(`.st-key-projection-${name} button`)

const BUTTONS = { ArrowLeft: "previous", PageUp: "previous", ArrowRight: "next", PageDown: "next", Home: "first", End: "last", Escape: "leave" }
const TYPED = "textarea, [contenteditable=true], input:is([type=text], [type=search], [type=number], [type=password], :not([type]))"
const MOVED_IN = "[type=range], [type=radio], [role=slider], [role=listbox], [role=radio], [role=radiogroup], [role=spinbutton]"
// Nobody turns the page of what is being written.
const DIALOG = "[data-testid=stDialog]"
const OPEN = "[data-testid=stPopoverBody], [role=dialog], [role=combobox][aria-expanded=true], .atlas details:not(.filters)[open]"

// As slide programs do, keys turn pages wherever the focus was left: who clicks in a menu, then takes the remote control
// again, has done with the menu. Who came there by Tab has no other way to use it: it keeps its keys.
let cameByTab = false
addEventListener("pointerdown", () => { cameByTab = false }, true)
addEventListener("keydown", ({ key }) => { cameByTab ||= key === "Tab" }, true)

function isItsOwn({ target, key }) {
  if (document.querySelector(DIALOG)) return true
  if (key === "Escape") return Boolean(document.querySelector(OPEN))
  const list = target.closest("[role=combobox], select")
  if (list) return list.ariaExpanded === "true" || cameByTab
  const isMove = key.length > 1
  return Boolean(target.closest(TYPED) || (isMove && cameByTab && target.closest(MOVED_IN)))
}

// Before the map, the charts and Streamlit hear it.
addEventListener("keydown", (event) => {
  const { key, code } = event
  const isBlack = root.classList.contains("black")
  if (!button("next") || event.ctrlKey || event.altKey || event.metaKey || (!isBlack && isItsOwn(event))) return
  // By its place: on a French keyboard, a digit alone is « é » or « ( ».
  const digit = /^(?:Digit|Numpad)([1-9])$/.exec(code)?.[1]
  const name = BUTTONS[key] ?? (digit && `screen-${digit}`)
  const letter = key.toLowerCase()
  const decision = letter === "d" && document.querySelector("[class*=st-key-seance-decision-] button")
  if (!name && !decision && letter !== "f" && letter !== "b") return
  event.preventDefault()
  event.stopPropagation()
  // Whatever the key, a black screen comes back first.
  if (letter === "b" || isBlack) {
    share("black")
    press("black")
  } else if (letter === "f" && document.fullscreenElement) document.exitFullscreen()
  else if (letter === "f") root.requestFullscreen()
  else if (decision) decision.click()
  else press(name)
}, true)

function press(name) {
  if (name === "black") root.classList.toggle("black")
  else button(name)?.click()
}

// The windows of one browser that show the same page of a meeting turn it together: the room's, and that of the notes.
const together = new BroadcastChannel("pages")
const shown = () => document.querySelector("[class*=st-key-shown-]")?.className.match(/shown-\d+-\d+/)[0]
const SHARED = /st-key-projection-(previous|next|first|last)\b/
let isHeard = false
function share(name) {
  // A channel has no origin to name: it has ours alone.
  // oxlint-disable-next-line unicorn/require-post-message-target-origin
  if (name && shown() && !isHeard) together.postMessage({ name, page: shown() })
}
addEventListener("click", ({ target }) => share(SHARED.exec(target.closest("[class*=st-key-projection-]")?.className)?.[1]), true)
together.addEventListener("message", ({ data: { name, page } }) => {
  isHeard = true
  if (page === shown() && !document.querySelector(DIALOG)) press(name)
  isHeard = false
})

// The time now, and since the window was opened.
const two = (number) => String(number).padStart(2, "0")
setInterval(() => {
  const now = new Date()
  const minutes = Math.floor(performance.now() / 60000)
  const times = {
    now: `${now.getHours()} h ${two(now.getMinutes())}`,
    elapsed: `${Math.floor(minutes / 60)} h ${two(minutes % 60)}`,
  }
  for (const [name, time] of Object.entries(times)) {
    const clock = document.querySelector(`.clock.${name}`)
    if (clock && clock.textContent !== time) clock.textContent = time
  }
}, 1000)

// Letters as large as the screen allows, and smaller by steps where a page would not fit.
const SMALLEST = 0.649, STEP = 0.05
let due
function fit() {
  due = undefined
  const page = bar() && document.querySelector("[data-testid=stMainBlockContainer]")
  if (!page) return
  root.style.setProperty("--scale", Math.min(innerWidth / 1920, innerHeight / 1080))
  for (let size = 1; size >= SMALLEST; size -= STEP) {
    root.style.setProperty("--fit", size)
    if (page.scrollHeight <= page.clientHeight) break
  }
}
// A class tells the stylesheet: to ask at each change whether the screen holds the bar costs as much as to draw a chart.
const soon = () => {
  root.classList.toggle("projected", Boolean(bar()))
  due ??= requestAnimationFrame(fit)
}
new MutationObserver(soon).observe(document, { subtree: true, childList: true, characterData: true })
addEventListener("resize", soon)
// An image has its height once it is there.
addEventListener("load", soon, true)
