// French numbers, as analytics/text/formats.py writes them.
const NNBSP = "\u202f"
export const NBSP = "\u00a0"

export function integer(value) {
  return decimal(value, 0)
}

export function decimal(value, digits) {
  const [whole, part] = Math.abs(value).toFixed(digits).split(".")
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, NNBSP)
  return (value < 0 ? "-" : "") + grouped + (part ? "," + part : "")
}

export function rate(value) {
  return value >= 100 ? integer(value) : decimal(value, value >= 1 ? 1 : 2)
}

// Mean of counts, with a digit where it is small and not whole.
export function mean(values) {
  const value = values.reduce((sum, one) => sum + one, 0) / values.length
  return value >= 100 || Number.isInteger(value) ? integer(value) : decimal(value, 1)
}

export function counted(number, [singular, plural]) {
  return integer(number) + NBSP + (number < 2 ? singular : plural)
}

// A sentence of analytics/text with its {holes} filled.
export function filled(sentence, values) {
  return sentence.replace(/\{(\w+)\}/g, (_, name) => values[name])
}
