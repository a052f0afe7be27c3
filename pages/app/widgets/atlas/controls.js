// What a reader chooses in the atlas: categories, what the map shows, the month, layers, and the picture to keep.
import { element, fill, hide, mark, write } from "./dom.js"
import { escaped } from "./picture.js"
import { saved } from "./save.js"

const FRAME = 700
// What only Python can answer, with another cube or another question.
const ASKED_OF_SERVER = ["indicateur", "decoupage", "comparaison"]
const SPANS = ["periode", "reference"]
// Where the menus stand open; narrower, or projected, they wait behind their name, and the map comes first.
const WIDE = matchMedia("(min-width: 641px)")

export function controls(here) {
  const toolbar = element("form", { className: "toolbar", onsubmit: () => false })
  const filters = element("details", { className: "filters", open: WIDE.matches }, element("summary"), toolbar)
  const show = () => { filters.open = WIDE.matches && !isLarge }
  WIDE.addEventListener("change", show)
  const time = element("div", { className: "time", hidden: true })
  const note = element("p", { className: "note" })
  here.root.append(filters, note, time)
  let drawn, playing, isLarge
  const one = (selector) => here.root.querySelector(selector)

  function build() {
    const { cube, question: { indicators, felts, levels, months } } = here
    const { texts, champs, steps } = cube
    drawn = nameOf(here)
    write(filters.firstChild, texts.filters)
    // Who chose by keyboard stays on the menu, which is made anew.
    const held = [...toolbar.elements].indexOf(document.activeElement)
    fill(toolbar,
      choiceOf("indicateur", texts.indicator, indicators, felts) +
      choiceOf("decoupage", texts.level, levels) +
      choiceOf("champ", texts.champ, [["", texts.allChamps], ...champs.map(({ slug, label }) => [slug, label])]) +
      choiceOf("categorie", texts.category, []) +
      choiceOf("nom", texts.zone, [["", texts.allZones], ...cube.zones.slice(0, -1).map(({ code, label }) => [code, label])]) +
      menuOf("dates", "", [SPANS.map((span) => texts.spans[span].map((label) => choiceOf(span, label, months)).join("")).join(
        choiceOf("comparaison", texts.comparison, Object.entries(texts.comparisons)),
      )]) +
      switchOf("affichage", texts.display, texts.displays) +
      switchOf("mesure", texts.measure, texts.measures) +
      menuOf("couches", texts.layers, layersOf(here).map(([layer, label]) =>
        `<label><input type="checkbox" name="couche" value="${layer}">${escaped(label)}</label>`)) +
      menuOf("image", "⤓", ["svg", "png"].map((format) =>
        `<button type="button" name="${format}">${{ svg: texts.saveSvg, png: texts.savePng }[format]}</button>`)))
    mark(one(".image summary"), "aria-label", texts.save)
    mark(one(".image summary"), "title", texts.save)
    if (held >= 0) toolbar.elements[held]?.focus()
    fill(time, `<button type="button" name="lecture"></button><input type="range" name="mois" min="0" step="1" aria-label="${texts.month}"><output></output>`)
    one("[name=mois]").max = steps.length - 1
  }

  function paint() {
    const { cube, state } = here
    if (drawn !== nameOf(here)) build()
    if (isLarge !== here.question.large) {
      isLarge = here.question.large
      show()
    }
    const { texts } = cube
    const field = cube.champs.find(({ slug }) => slug === state.champ)
    const served = cube.categories.filter((_, i) => !field || field.members.includes(i))
    fill(one("[name=categorie]"), optionsOf([["", texts.allCategories], ...served.map(({ slug, label }) => [slug, label])]))
    for (const name of ASKED_OF_SERVER) set(one(`select[name=${name}]`), state[name])
    if (here.seen.state.affichage === "ressenti") set(one("[name=indicateur]"), "?" + allFelt(here.question).findIndex(([enquete, question]) => enquete === state.enquete && question === state.question))
    for (const span of SPANS) {
      const known = state[span].length ? state[span] : here.question.spans[span]
      const hidden = here.question.months.length < 2 || (span === "reference" && state.comparaison !== "autre")
      toolbar.querySelectorAll(`select[name=${span}]`).forEach((menu, rank) => {
        hide(menu.parentNode, hidden)
        set(menu, known[rank])
      })
    }
    const { obstacle } = here.question.labels
    const said = [here.question.note, here.state.affichage === "changement" && obstacle].filter(Boolean).join(" ")
    write(note, said)
    hide(note, !said)
    write(one(".dates summary"), here.question.labels.span)
    const [named, ...others] = here.seen.chosen
    set(one("select[name=nom]"), named === undefined || others.length ? "" : cube.zones[named].code)
    hide(one(".nom"), cube.zones.length < 2)
    for (const name of ["champ", "categorie"]) set(one(`select[name=${name}]`), state[name] ?? "")
    for (const box of toolbar.querySelectorAll("[type=radio]")) box.checked = here.seen.state[box.name] === box.value
    const hasRates = cube.factors.some((factor) => factor !== null)
    hide(one(".mesure"), !hasRates || ["changement", "ecart", "ressenti"].includes(state.affichage))
    one("[name=affichage][value=ecart]").disabled = !hasRates
    hide(one(".couches"), !layersOf(here).length || !here.geometry)
    hide(one(".image"), !here.geometry)
    for (const box of toolbar.querySelectorAll("[name=couche]")) box.checked = state.couches.includes(box.value)
    hide(time, state.affichage !== "mois")
    const slider = one("[name=mois]")
    const { label } = cube.steps[here.seen.step]
    set(slider, String(here.seen.step))
    mark(slider, "aria-valuetext", label)
    write(one(".time output"), label)
    write(one("[name=lecture]"), playing ? "❚❚" : "►")
    mark(one("[name=lecture]"), "aria-label", playing ? texts.pause : texts.play)
    if (time.hidden) stop()
  }

  function play() {
    const { steps } = here.cube
    if (here.seen.step === steps.length - 1) here.change({ mois: steps[0].id })
    playing = setInterval(() => {
      const next = here.cube.steps[here.seen.step + 1]
      if (next && here.root.isConnected) here.change({ mois: next.id })
      else stop()
    }, FRAME)
    here.change({})
  }

  function stop() {
    if (playing === undefined) return
    clearInterval(playing)
    playing = undefined
    here.change({})
  }

  here.root.addEventListener("input", ({ target: { name, value, checked } }) => {
    const { cube, state } = here
    if (name === "champ") {
      const field = cube.champs.find(({ slug }) => slug === value)
      const stays = !field || field.members.some((i) => cube.categories[i].slug === state.categorie)
      here.change({ champ: value || null, categorie: stays ? state.categorie : null })
    } else if (name === "nom") here.change({ zones: value ? [value] : [] })
    else if (name === "categorie") here.change({ categorie: value || null })
    else if (name === "mois") {
      stop()
      here.change({ mois: cube.steps[value].id }, { dragging: true })
    } else if (name === "couche") {
      here.change({ couches: checked ? [...state.couches, value] : state.couches.filter((layer) => layer !== value) })
    } else if (name === "indicateur") {
      const asked = value.startsWith("?") && allFelt(here.question)[value.slice(1)]
      if (asked) here.ask({ affichage: "ressenti", enquete: asked[0], question: asked[1] })
      else here.ask({ indicateur: value, affichage: state.affichage === "ressenti" ? "periode" : state.affichage })
    } else if (ASKED_OF_SERVER.includes(name)) here.ask({ [name]: value })
    else if (SPANS.includes(name)) {
      here.ask({ [name]: [...toolbar.querySelectorAll(`select[name=${name}]`)].map((menu) => menu.value) })
    }
    else if (name === "affichage" || name === "mesure") here.change({ [name]: value })
  })
  here.root.addEventListener("click", async ({ target: { name } }) => {
    if (name === "lecture" && playing === undefined) play()
    else if (name === "lecture") stop()
    if (name === "svg" || name === "png") {
      one(".image").open = false
      write(one(".live"), await saved(here, name))
    }
  })
  // A menu closes as menus do.
  here.root.addEventListener("keydown", (event) => {
    const menu = event.target.closest?.("details[open]:not(.filters)")
    if (event.key !== "Escape" || !menu) return
    menu.open = false
    menu.firstChild.focus()
    event.stopPropagation()
  })
  document.addEventListener("pointerdown", ({ target }) => {
    for (const menu of here.root.querySelectorAll("details[open]:not(.filters)")) if (!menu.contains(target)) menu.open = false
  })

  return { paint }
}

// What the controls are made from: the same for all questions about a cube.
function nameOf({ cube, question }) {
  return [cube.name, question.months.length, ...question.limits.map(({ level }) => level)].join(" ")
}

function layersOf({ cube, question }) {
  const { layerNames } = cube.texts
  const met = new Set(cube.marks.map(({ layer }) => layer))
  return [
    ...["actions", "lieux"].filter((layer) => met.has(layer)).map((layer) => [layer, layerNames[layer]]),
    ...question.limits.map(({ level, label }) => [level, label]),
    ...(question.base ? [["fond", layerNames.fond]] : []),
  ]
}

function choiceOf(name, label, options, groups = []) {
  let rank = 0
  const more = groups.map(([group, asked]) =>
    `<optgroup label="${escaped(group)}">${optionsOf(asked.map(([, , label]) => ["?" + rank++, label]))}</optgroup>`).join("")
  return `<label class="${name}"><span>${label}</span><select name="${name}">${optionsOf(options)}${more}</select></label>`
}

// Questions of all surveys, in the order of the menu of indicators, which names them by their rank.
function allFelt({ felts }) {
  return felts.flatMap(([, asked]) => asked)
}

function optionsOf(options) {
  return options.map(([value, label]) => `<option value="${value}">${escaped(label)}</option>`).join("")
}

function switchOf(name, label, options) {
  const inputs = Object.entries(options).map(([value, word]) =>
    `<label><input type="radio" name="${name}" value="${value}"><span>${word}</span></label>`).join("")
  return `<fieldset class="${name}"><legend>${label}</legend><div>${inputs}</div></fieldset>`
}

function menuOf(name, label, items) {
  return `<details class="${name}"><summary>${label}</summary><div>${items.join("")}</div></details>`
}

function set(input, value) {
  if (input.value !== value) input.value = value
}
