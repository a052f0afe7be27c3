// What a map shows: the class of each zone, the legend, and the sentence of each zone. Figures come from the cube; words
// and class limits come from Python.
import { NO_DATA, WITHHELD, figure, groupOf, total, within } from "./cube.js"
import { counted, filled, integer, mean, rate } from "./french.js"
import { hot, isHot } from "./spots.js"

const STATUS = { w: WITHHELD, "-": NO_DATA }

// What is looked at: the cube, the question that Python asked of it, and what the reader chose, as ranks in the cube.
// A zone or a month that the cube does not have is left out of the choice.
export function lens(cube, question, asked) {
  // The answers to a survey come with a question; until they do, the counts are shown.
  const state = asked.affichage === "ressenti" && !question.felt ? { ...asked, affichage: "periode" } : asked
  const group = groupOf(cube, state)
  const isMonth = state.affichage === "mois"
  const step = rankOf(cube.steps, "id", state.mois, cube.steps.length - 1)
  const chosen = state.zones.map((code) => rankOf(cube.zones, "code", code, -1)).filter((zone) => zone >= 0)
  const buckets = isMonth ? [step] : within(cube, question.period)
  const edges = group < 0 ? [] : (isMonth ? cube.edges : question.edges)[state.mesure][group]
  const whole = cube.zones.length - 1
  const found = { cube, question, state, group, step, chosen, whole, buckets, edges }
  return { ...found, commune: figureOf(found, whole) }
}

function rankOf(list, key, value, otherwise) {
  const rank = list.findIndex((one) => one[key] === value)
  return rank < 0 ? otherwise : rank
}

// Class of each zone, as a rank in the legend, or a status below 0.
export function classes(seen) {
  return Array.from({ length: seen.cube.zones.length - 1 }, (_, zone) => classOf(seen, zone))
}

export function legend({ cube: { palette, words }, question: { felt }, edges, state: { affichage, mesure } }) {
  if (affichage in words) return words[affichage]
  const labels = affichage === "ressenti" ? felt.labels : ranges(edges, mesure)
  return labels.map((label, rank) => ({ label, ...palette.levels[labels.length === 1 ? 2 : rank] }))
}

export function figureOf({ cube, group, buckets }, zone) {
  return figure(cube, zone, total(cube, group, zone, buckets))
}

// The sentence of a zone, which a reader sees in its card and hears from the keyboard.
export function sentence(seen, zone) {
  const { cube: { texts, words }, question, group, state: { affichage } } = seen
  if (affichage === "changement") return changeSentence(seen, zone)
  if (affichage === "ressenti" && zone in question.felt.sentences) return question.felt.sentences[zone]
  const found = figureOf(seen, zone)
  if (found.count === WITHHELD) return texts.withheld
  if (found.count === NO_DATA) return texts.noData
  const word = affichage === "ecart" ? wordOf(question, "ecart", group, zone) : NO_DATA
  const said = [figureSentence(seen, found), word < 0 ? "" : words.ecart[word].sentence, isHot(seen, zone) ? `${hot(seen).label}.` : ""]
  return said.filter(Boolean).join(" ")
}

export function figureSentence({ cube: { nouns, texts, per } }, { count, rate: value, low, high }) {
  const said = counted(count, nouns)
  return value === null
    ? `${said}.`
    : filled(texts.rate, { count: said, rate: rate(value), per, low: rate(low), high: rate(high) })
}

export function changeSentence(seen, zone) {
  const { cube: { texts, nouns, words }, question, group } = seen
  const { word, after, before, labels } = changeOf(seen, zone)
  if (word === WITHHELD) return texts.withheld
  if (word === NO_DATA) return group >= 0 && question.touched.includes(zone) ? question.recording : labels.obstacle
  return filled(texts.change, {
    after: counted(after, nouns),
    before: mean(before),
    period: labels.after,
    reference: labels.before,
    word: words.changement[word].word,
  })
}

// What a zone prints on the map: its rate or its count, or the counts that are compared.
export function inShort(seen, zone) {
  const { cube: { texts }, question, state: { affichage, mesure } } = seen
  if (affichage === "ressenti") return question.felt.figures[zone]
  const isChange = affichage === "changement"
  const found = isChange ? changeOf(seen, zone) : figureOf(seen, zone)
  const status = isChange ? found.word : found.count
  if (status < 0) return status === WITHHELD ? texts.withheldMark : texts.noDataMark
  if (isChange) return `${mean(found.before)} → ${integer(found.after)}`
  const isRate = affichage === "ecart" || mesure === "taux"
  return isRate ? (found.rate === null ? texts.noDataMark : rate(found.rate)) : integer(found.count)
}

// The commune, of which recording may have changed where it did not in other zones, has its own periods.
function changeOf({ cube, question, group, whole }, zone) {
  const { after: period, before: periods, labels } = zone === whole ? question.commune : question
  const [after, ...before] = [period, ...periods].map((one) => total(cube, group, zone, within(cube, one)))
  return { word: wordOf(question, "changement", group, zone), after, before, labels }
}

function classOf(seen, zone) {
  const { question, state: { affichage, mesure }, group, edges } = seen
  if (affichage === "ressenti") return question.felt.classes[zone]
  if (group < 0) return NO_DATA
  if (affichage in question.words) return wordOf(question, affichage, group, zone)
  const found = figureOf(seen, zone)
  if (found.count < 0) return found.count
  const value = mesure === "taux" ? found.rate : found.count
  return value === null ? NO_DATA : rankAmong(edges, value)
}

// Rank of the word that Python judged, in the scale of what is shown, or a status below 0.
function wordOf({ words }, affichage, group, zone) {
  if (group < 0) return NO_DATA
  const written = words[affichage][group][zone]
  return STATUS[written] ?? Number(written)
}

// A limit belongs to the lower class.
function rankAmong(edges, value) {
  let rank = 0
  while (rank < edges.length - 2 && value > edges[rank + 1]) rank++
  return rank
}

function ranges(edges, mesure) {
  const written = edges.map(mesure === "taux" ? rate : integer)
  return written.length < 2 ? written : written.slice(1).map((high, i) => `${written[i]} à ${high}`)
}
